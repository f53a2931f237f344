import { createHash } from "node:crypto"
import { once } from "node:events"
import { readdir, readFile } from "node:fs/promises"
import { createServer, type RequestListener, type Server } from "node:http"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { download, DownloadError } from "../../examples/setup/download.ts"
import { provideTrips, TripFileError, type TripSources } from "../../examples/setup/provideTrips.ts"
import { readTrips } from "../../examples/trips.ts"
import { testFolder } from "./folder.ts"

const content = Buffer.from("trips".repeat(100_000))
const hash = createHash("sha256").update(content).digest("hex")
const name = "green_tripdata_2023-01.parquet"

interface TestServer extends AsyncDisposable {
  address: string
}

async function serve(listener: RequestListener): Promise<TestServer> {
  const server: Server = createServer(listener).listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new TypeError("the server has no port")
  return {
    address: `http://127.0.0.1:${address.port}/trip-data/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    },
  }
}

const good: RequestListener = (_request, response) => void response.end(content)
const notFound: RequestListener = (_request, response) => void response.writeHead(404).end("no such file")
const silent: RequestListener = () => undefined
const stalling: RequestListener = (_request, response) => void response.write(content.subarray(0, 1_000))
const broken: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-length": content.length })
  response.write(content.subarray(0, 1_000), () => response.destroy())
}

describe("a download", () => {
  test("is there, whole, in a folder that is made for it", async () => {
    await using server = await serve(good)
    await using folder = await testFolder()
    const target = join(folder.path, "data", name)
    await download(server.address + name, target, { hash, timeout: 30_000 })
    expect(await readFile(target)).toEqual(content)
    expect(await readdir(join(folder.path, "data"))).toEqual([name])
  })

  const table: readonly [what: string, listener: RequestListener, hash: string, timeout: number, message: RegExp][] = [
    [
      "of another content",
      good,
      "0".repeat(64),
      30_000,
      /isn't the expected file: SHA-256 [0-9a-f]{64}, expected 0{64}/,
    ],
    ["that the server doesn't have", notFound, hash, 30_000, /answered 404 Not Found/],
    ["that gets no answer", silent, hash, 100, /could not be downloaded: .*timeout/],
    ["that stops half-way", stalling, hash, 300, /could not be downloaded: .*timeout/],
    ["that breaks off", broken, hash, 30_000, /could not be downloaded: /],
  ]
  test.each(table)("%s leaves nothing behind, and says why", async (_what, listener, hash, timeout, message) => {
    await using server = await serve(listener)
    await using folder = await testFolder()
    const downloading = download(server.address + name, join(folder.path, name), { hash, timeout })
    await expect(downloading).rejects.toThrow(DownloadError)
    await expect(downloading).rejects.toThrow(message)
    expect(await readdir(folder.path)).toEqual([])
  })

  test("from nowhere says that nobody answers", async () => {
    const server = await serve(good)
    await server[Symbol.asyncDispose]()
    await using folder = await testFolder()
    const downloading = download(server.address, join(folder.path, name), { hash, timeout: 30_000 })
    await expect(downloading).rejects.toThrow(/could not be downloaded: .*ECONNREFUSED/)
  })
})

describe("the trips", () => {
  function sourcesIn(folder: string, address: string): TripSources {
    return {
      data: join(folder, "data"),
      shared: join(folder, "shared"),
      address,
      hashes: { [name]: hash },
      timeout: 30_000,
    }
  }

  const nobody = "http://127.0.0.1:9/"

  test("are read where they are", async () => {
    await using folder = await testFolder()
    const own = await folder.write(`data/${name}`)
    await folder.write(`shared/${name}`)
    expect(await provideTrips(own, sourcesIn(folder.path, nobody))).toBe(own)
  })

  test("are taken from the shared folder, of months without a known hash too", async () => {
    await using folder = await testFolder()
    const sources = sourcesIn(folder.path, nobody)
    for (const month of [name, "green_tripdata_2031-12.parquet"]) {
      const shared = await folder.write(`shared/${month}`)
      expect(await provideTrips(join(sources.data, month), sources)).toBe(shared)
    }
  })

  test("are downloaded once", async () => {
    let requests = 0
    await using server = await serve((request, response) => {
      requests += 1
      response.end(request.url === `/trip-data/${name}` ? content : "another file")
    })
    await using folder = await testFolder()
    const sources = sourcesIn(folder.path, server.address)
    const path = join(sources.data, name)
    expect(await provideTrips(path, sources)).toBe(path)
    expect(await provideTrips(path, sources)).toBe(path)
    expect(await readFile(path)).toEqual(content)
    expect(requests).toBe(1)
  })

  test("are made up when nothing else is left, and marked as such", async () => {
    await using server = await serve(notFound)
    await using folder = await testFolder()
    const sources = sourcesIn(folder.path, server.address)
    const path = await provideTrips(join(sources.data, name), sources)
    expect(path).toBe(join(sources.data, "sample", name))
    expect(await provideTrips(join(sources.data, name), sources)).toBe(path)
    const { trips, generated } = await readTrips(path)
    expect(generated).toBe(true)
    expect(trips.numRows).toBeGreaterThan(4_000)
  })

  test.each([
    ["of a folder that isn't the notebook's own", `elsewhere/${name}`],
    ["of a month whose hash isn't known", "data/green_tripdata_2031-12.parquet"],
    ["of another name", "data/trips.parquet"],
  ])("%s aren't replaced by others", async (_what, file) => {
    await using folder = await testFolder()
    await folder.write(`shared/${name}`)
    const path = join(folder.path, file)
    const providing = provideTrips(path, sourcesIn(folder.path, nobody))
    await expect(providing).rejects.toThrow(TripFileError)
    await expect(providing).rejects.toThrow(path)
  })
})
