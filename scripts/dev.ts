import { spawn } from "node:child_process"
import { once } from "node:events"
import { watch } from "node:fs"
import { join } from "node:path"
import { oneAtATime } from "./oneAtATime.ts"

/**
 * Builds, and builds again whenever a source changes: `npm run dev`. A build replaces `dist/` as a whole, so that what runs
 * from there always finds files that belong together.
 */
const root = join(import.meta.dirname, "..")
const sources = ["kernel", "extension", "webview", "examples", join("scripts", "bundle")]
/** What editors and runs of notebooks write beside the sources. */
const ignored = /(?:^|[\\/])(?:\.[^\\/]*|data|models)(?:[\\/]|$)|~$/

async function build(): Promise<void> {
  // The task in .vscode/tasks.json waits for these lines.
  console.log("Building …")
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, "scripts", "build.ts")], { stdio: "inherit" })
  const [code] = await once(child, "exit")
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  console.log(code === 0 ? `Built in ${seconds} s.` : "The build failed; dist/ is still the previous one.")
  console.log("Waiting for changes …")
}

const rebuild = oneAtATime(build)
for (const folder of sources) {
  watch(join(root, folder), { recursive: true }, (_event, path) => {
    if (path !== null && !ignored.test(path)) rebuild()
  })
}
rebuild()
