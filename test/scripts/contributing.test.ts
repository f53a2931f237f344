import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { outlineFlow } from "../../kernel/session/outline.ts"
import { slowTests } from "../../vitest.unit.config.ts"
import { readPages, root } from "../docs/pages.ts"

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(root, ...path), "utf8"))
}

const { scripts, files } = readJson("package.json") as { scripts: Record<string, string>; files: string[] }
const { tasks } = readJson(".vscode", "tasks.json") as { tasks: { label: string; type: string; script: string }[] }
const { configurations } = readJson(".vscode", "launch.json") as { configurations: { preLaunchTask?: string }[] }

test("what VS Code starts for contributors is there", async () => {
  const labels = tasks.map(({ label }) => label)
  expect(
    configurations.flatMap(({ preLaunchTask }) => preLaunchTask ?? labels).filter((one) => !labels.includes(one)),
  ).toEqual([])
  expect(tasks.filter(({ type, script }) => type !== "npm" || !(script in scripts))).toEqual([])
  const text = readFileSync(join(root, ".vscode", "launch.json"), "utf8")
  const paths = Array.from(
    text.matchAll(/(?:\$\{workspaceFolder\}\/|")((?:\.vscode|kernel)\/[^"]+)"/g),
    ([, path = ""]) => path,
  )
  expect(paths).toContain(".vscode/sample/sample.tsnb")
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test("the task that builds tells VS Code when it has", () => {
  const text = readFileSync(join(root, "scripts", "dev.ts"), "utf8")
  const patterns = JSON.stringify(tasks).matchAll(/"(?:begins|ends)Pattern":"\^([^"$]+)\$"/g)
  const lines = Array.from(patterns, ([, line = ""]) => line)
  expect(lines).toHaveLength(2)
  for (const line of lines) expect(text).toContain(`console.log("${line}")`)
})

test("the sample notebook has tasks and no problems", async () => {
  const flow = await outlineFlow({ notebook: join(root, ".vscode", "sample", "sample.tsnb") })
  expect(flow.problems).toEqual([])
  expect(flow.tasks.length).toBeGreaterThan(3)
})

test("the workflows run scripts that are there", () => {
  const text = globSync(".github/workflows/*.yml", { cwd: root })
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n")
  const npm = Array.from(text.matchAll(/npm run ([\w:]+)/g), ([, name = ""]) => name)
  expect(npm.filter((name) => !(name in scripts))).toEqual([])
  const programs = Array.from(text.matchAll(/node ([\w/]+\.ts)/g), ([, path = ""]) => path)
  expect(programs.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test("the files that the unit tests leave out are there", () => {
  expect(slowTests.filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test("links of the pages in the npm package lead to files in it", () => {
  const astray = readPages()
    .filter(({ path }) => isPacked(path))
    .flatMap(({ path, text }) =>
      Array.from(text.matchAll(/(?:\]\(|src=")([^)"#:]+)[)"#]/g), ([, link = ""]) => join(dirname(path), link))
        .filter((target) => !isPacked(target.replaceAll("\\", "/")))
        .map((target) => `${path}: ${target}`),
    )
  expect(astray).toEqual([])
})

/** Whether a path of the repository is one in the npm package. */
function isPacked(path: string): boolean {
  return ["README.md", "LICENSE", ...files].some((file) => path === file || path.startsWith(`${file}/`))
}
