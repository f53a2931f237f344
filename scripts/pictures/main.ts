/**
 * Draws the README's pictures from real runs of the taxi notebook: the terminal in mid-training, then once more after a
 * change, and the plot that the notebook shows. Takes about as long as training twice.
 */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { styleText } from "node:util"
import { provideLibrary } from "../../examples/setup/provideLibrary.ts"
import { provideTrips, tripSources } from "../../examples/setup/provideTrips.ts"
import { runFlow } from "../../kernel/session/flowRun.ts"
import type { Displayed } from "../../kernel/flow/events.ts"
import { Recording } from "./recording.ts"
import { terminalPicture } from "./terminalPicture.ts"

const columns = 116
/** The round of training at which the first frame is taken. */
const shownRound = 60
const root = join(import.meta.dirname, "../..")
const images = join(root, "docs/images")
const command = `${styleText("dim", "$", { validateStream: false })} npx tsnb run examples/taxi.tsnb`

const work = await mkdtemp(join(tmpdir(), "tsnb-pictures-"))
try {
  await symlink(join(root, "node_modules"), join(work, "node_modules"), "junction")
  await cp(join(root, "examples"), join(work, "examples"), { recursive: true, filter: (path) => !isOutput(path) })
  await provideLibrary()
  const [trainPath, valPath] = await Promise.all(["2023-01", "2023-02"].map(trips))
  const notebook = join(work, "examples", "taxi.tsnb")
  const run = async (): Promise<Recording> => {
    const recording = new Recording({ columns, home: homedir(), frameAt: shownRound })
    await runFlow({ notebook, parameters: { trainPath, valPath } }, recording)
    return recording
  }

  const first = await run()
  await writeFile(notebook, (await readFile(notebook, "utf8")).replace("max_depth: 30", "max_depth: 8"))
  const second = await run()

  const comment = styleText("dim", "# max_depth changed from 30 to 8", { validateStream: false })
  const lines = [command, ...first.frame, "", `${command}  ${comment}`, ...second.end]
  const title =
    "tsnb run examples/taxi.tsnb: a list of tasks with their state, and what a second run takes from the cache"
  await writeFile(join(images, "run.svg"), terminalPicture(title, lines, columns))
  await writeFile(join(images, "plot.svg"), plotOf(first.displayed))
} finally {
  await rm(work, { recursive: true, force: true })
}

function isOutput(path: string): boolean {
  return /[\\/](?:\.tsnb|models|data)$/.test(path)
}

function trips(month: string): Promise<string> {
  return provideTrips(join(tripSources.data, `green_tripdata_${month}.parquet`))
}

function plotOf(displayed: readonly Displayed[]): string {
  const image = displayed.map(({ data }) => data["image/svg+xml"]).find((svg) => typeof svg === "string")
  if (image === undefined) throw new Error("The taxi notebook showed no plot")
  return `${image}\n`
}
