import { execFile } from "node:child_process"
import { cp, mkdir, symlink } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { promisify } from "node:util"
import { provideTrips, tripSources } from "../../examples/setup/provideTrips.ts"

const repository = resolve(import.meta.dirname, "../..")
const examples = join(repository, "examples")

/**
 * Puts the taxi example into a folder, with its data and packages, as `npm run taxi` has it.
 * @throws when XGBoost's library can't be had
 */
export async function placeTaxi(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(examples, "setup", "main.js")])
  await cp(examples, folder, {
    recursive: true,
    filter: (path) => ![".tsnb", "models", "data"].includes(basename(path)),
  })
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"), "junction")
  await mkdir(join(folder, "data"))
  for (const month of ["2023-01", "2023-02"]) {
    const file = await provideTrips(join(tripSources.data, `green_tripdata_${month}.parquet`))
    await symlink(file, join(folder, "data", `green_tripdata_${month}.parquet`))
  }
}
