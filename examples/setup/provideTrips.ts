import { existsSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import { thisPlace } from "../place.ts"

/** Thrown when a file of trips isn't there and can't be made. */
export class TripFileError extends Error {
  override readonly name = "TripFileError"
}

/** Where files of trips come from. */
export interface TripSources {
  /** The folder of the notebook's own files: only what belongs there is looked for elsewhere. */
  data: string
  /** A folder that several checkouts share. */
  shared: string
  /** The address under which the Taxi and Limousine Commission publishes the files. */
  address: string
  /** SHA-256 of the published files, by name. */
  hashes: Readonly<Record<string, string>>
  /** Milliseconds for a download. */
  timeout: number
}

export const tripSources: TripSources = {
  data: join(thisPlace.notebook, "data"),
  shared: resolve(thisPlace.notebook, "../../shared/data"),
  address: "https://d37ci6vzurychx.cloudfront.net/trip-data/",
  hashes: {
    "green_tripdata_2023-01.parquet": "9f0e03dd7f8f94ecc15949cdbfd2a4e1fc9ebb41a11882215158c9fc95012e31",
    "green_tripdata_2023-02.parquet": "bcc2821d639197cbb09aeb8994121a7004f2a6568a64bf4839015db802f62743",
    "green_tripdata_2023-03.parquet": "69ab2c3b515ad1dd686a8ac3375370b8a44b003d95d340655d94828db0681d9d",
  },
  timeout: 30_000,
}

const sampleSize = 5_000

/**
 * The path at which a file of trips can be read. One of the notebook's own that isn't in its folder is looked for in the
 * shared folder, then downloaded, and for want of all that a sample is generated.
 * @throws {TripFileError} when another file isn't there
 */
export async function provideTrips(path: string, sources: TripSources = tripSources): Promise<string> {
  if (existsSync(path)) return path
  const name = basename(path)
  const hash = sources.hashes[name]
  if (relative(sources.data, dirname(resolve(path))) !== "") throw notThere(path)
  const shared = join(sources.shared, name)
  if (existsSync(shared)) return shared
  if (hash === undefined) throw notThere(path)
  const sample = join(sources.data, "sample", name)
  if (!existsSync(sample)) {
    const address = new URL(name, sources.address)
    console.log(`${name} isn't on this machine: downloading it from ${address.href} …`)
    try {
      const { download } = await import("./download.ts")
      await download(address, resolve(path), { hash, timeout: sources.timeout })
      return path
    } catch (error) {
      console.warn(`${error instanceof Error ? error.message : String(error)}: generating a sample instead.`)
    }
    const { writeSample } = await import("./sample.ts")
    await writeSample(sample, monthOf(name), sampleSize)
  }
  console.warn(
    `NOT THE REAL DATA: the trips of ${name} are a generated sample. For real ones put the file into ${sources.data}, ` +
      `or delete ${sample} to try the download again.`,
  )
  return sample
}

function notThere(path: string): TripFileError {
  return new TripFileError(
    `There is no file ${resolve(path)}. Put it there, or give the path of another month's green-taxi trips ` +
      "(https://www.nyc.gov/site/tlc/about/tlc-trip-record-data.page).",
  )
}

function monthOf(name: string): string {
  const month = /\d{4}-\d{2}/.exec(name)?.[0]
  if (month === undefined)
    throw new TripFileError(`${name} doesn't tell its month, as in green_tripdata_2023-01.parquet`)
  return month
}
