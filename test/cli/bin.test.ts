import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { apiNames } from "../../kernel/cell/ambient.ts"
import { processesIn } from "../support/processes.ts"
import { cells, makeFolder } from "./fixtures/commandLine.ts"

const root = join(import.meta.dirname, "..", "..")
const launcher = join(root, "bin", "tsnb.js")

/** What `npm run build` made is what these tests are about. */
describe.skipIf(!existsSync(join(root, "dist", "main.js")))("the built command", () => {
  test("runs a notebook", () => {
    const folder = makeFolder({ "n.tsnb": cells("// @task a\nimport { log } from 'tsnb'\nlog.info('built')") })
    const ended = spawnSync(process.execPath, [launcher, "run", "n.tsnb"], { cwd: folder, encoding: "utf8" })
    expect(ended).toMatchObject({ status: 0, stderr: "" })
    expect(ended.stdout).toContain("[a] built\n")
  })

  test("brings danfojs-node to notebooks without their own", () => {
    const source = [
      "// @task frames",
      'import { concat, DataFrame, merge, readCSV, Series, toCSV, toJSON } from "danfojs-node"',
      'const left = await readCSV("t.csv")',
      'const right = new DataFrame({ b: ["x", "y"], z: [10, 20] })',
      'const merged = merge({ left, right, on: ["b"], how: "inner" })',
      'const grouped = left.groupby(["b"]).col(["a"]).sum()',
      "const both = concat({ dfList: [left, right], axis: 0 })",
      "const mean = new Series([1, 2, 3]).mean()",
      "const scaled = left.loc({ columns: ['a'] }).add(1).values",
      "console.log(JSON.stringify([merged.shape, grouped.values, both.shape, mean, scaled, toJSON(right)]))",
      "console.log(toCSV(left))",
    ]
    const folder = makeFolder({ "n.tsnb": cells(source.join("\n")), "t.csv": "a,b\n1,x\n2,y\n3,x\n" })
    const ended = spawnSync(process.execPath, [launcher, "run", "n.tsnb"], { cwd: folder, encoding: "utf8" })
    expect(ended).toMatchObject({ status: 0, stderr: "" })
    expect(ended.stdout).toContain(
      '[frames] [[3,3],[["x",4],["y",2]],[5,3],2,[[2],[3],[4]],[{"b":"x","z":10},{"b":"y","z":20}]]\n',
    )
    expect(ended.stdout).toContain("[frames] a,b\n")
    expect(ended.stdout).not.toContain("TensorFlow")
  })

  test("brings a document to draw into", () => {
    const source = [
      "// @task drawing",
      'const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")',
      'svg.setAttribute("id", document.createElement("canvas").toDataURL().slice(0, 14))',
      "console.log(svg.outerHTML)",
    ]
    const folder = makeFolder({ "n.tsnb": cells(source.join("\n")) })
    const ended = spawnSync(process.execPath, [launcher, "run", "n.tsnb"], { cwd: folder, encoding: "utf8" })
    expect(ended).toMatchObject({ status: 0, stderr: "" })
    expect(ended.stdout).toContain('[drawing] <svg id="data:image/png" />')
  })

  test("the types of the module `tsnb` are complete", () => {
    const types = readFileSync(join(root, "dist", "api", "index.d.ts"), "utf8")
    for (const name of apiNames) expect(types).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

/** A launcher whose Node claims to be old, beside a package `node` that is a program of the test's. */
function oldNode(program?: string): { start: (...args: string[]) => ChildProcess; folder: string } {
  const folder = makeFolder({ "package.json": '{ "type": "module" }' })
  mkdirSync(join(folder, "bin"))
  for (const name of ["tsnb.js", "launched.js"]) cpSync(join(root, "bin", name), join(folder, "bin", name))
  const pretend = join(folder, "pretend.cjs")
  writeFileSync(pretend, "Object.defineProperty(process.versions, 'node', { value: '20.1.0' })\n")
  if (program !== undefined) {
    mkdirSync(join(folder, "node_modules", "node", "bin"), { recursive: true })
    writeFileSync(join(folder, "node_modules", "node", "package.json"), '{ "version": "24.0.0" }')
    writeFileSync(join(folder, "node_modules", "node", "bin", "node"), program, { mode: 0o755 })
  }
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [join(folder, "bin", "tsnb.js"), ...args], {
      env: { ...process.env, NODE_OPTIONS: `--require ${JSON.stringify(pretend)}` },
      stdio: ["ignore", "pipe", "pipe"],
    })
  return { start, folder }
}

async function endOf(child: ChildProcess): Promise<{ code: unknown; signal: unknown; output: string; errors: string }> {
  let [output, errors] = ["", ""]
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output += text))
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text))
  const [code, signal]: unknown[] = await once(child, "close")
  return { code, signal, output, errors }
}

describe("on an old Node", () => {
  test("without the package `node` it says what to do", async () => {
    const ended = await endOf(oldNode().start("--version"))
    expect(ended).toMatchObject({ code: 2, output: "" })
    expect(ended.errors).toMatch(/^tsnb needs Node 24 or newer; this is Node 20\.1\.0\. Run `npm install/)
  })

  // The stand-in for Node's binary is a shell script.
  describe.skipIf(process.platform === "win32")("with the package `node`", () => {
    test("goes on there, with the same arguments and exit code", async () => {
      const { start } = oldNode('#!/bin/sh\nshift\nprintf "%s|" "$@"\nexit 3\n')
      expect(await endOf(start("run", "a b.tsnb", "-p", "x="))).toMatchObject({
        code: 3,
        output: "run|a b.tsnb|-p|x=|",
      })
    })

    test("the command ends with the launcher, also when that is killed", async () => {
      const { start, folder } = oldNode(`#!/bin/sh\nunset NODE_OPTIONS\nexec "${process.execPath}" "$@"\n`)
      mkdirSync(join(folder, "dist"))
      writeFileSync(
        join(folder, "dist", "main.js"),
        `import { spawnSync } from "node:child_process"
process.chdir(${JSON.stringify(folder)})
spawnSync("true", { stdio: "ignore" })
console.log(process.argv.slice(2).join("|"))
setInterval(() => {}, 1_000)
`,
      )
      const child = start("run", "n.tsnb")
      const ended = endOf(child)
      await once(child.stdout ?? child, "data")
      expect(processesIn(realpathSync(folder))).toHaveLength(process.platform === "linux" ? 1 : 0)
      child.kill("SIGKILL")
      // The pipes of the output close with the command alone.
      expect(await ended).toMatchObject({ signal: "SIGKILL", output: "run|n.tsnb\n", errors: "" })
      await expect.poll(() => processesIn(realpathSync(folder))).toEqual([])
    })

    test("the command ends by itself, and its exit code is the launcher's", async () => {
      const { start, folder } = oldNode(`#!/bin/sh\nunset NODE_OPTIONS\nexec "${process.execPath}" "$@"\n`)
      mkdirSync(join(folder, "dist"))
      writeFileSync(join(folder, "dist", "main.js"), "process.exitCode = 5\n")
      expect(await endOf(start("check"))).toMatchObject({ code: 5, signal: null, errors: "" })
    })

    test("passes a signal on, and ends by it as well", async () => {
      const child = oldNode("#!/bin/sh\necho ready\nexec sleep 600\n").start("run")
      const ended = endOf(child)
      await once(child.stdout ?? child, "data")
      child.kill("SIGTERM")
      expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" })
    })
  })
})

test("an unbuilt checkout says so", async () => {
  const folder = makeFolder({ "package.json": '{ "type": "module" }' })
  mkdirSync(join(folder, "bin"))
  cpSync(launcher, join(folder, "bin", "tsnb.js"))
  const ended = await endOf(
    spawn(process.execPath, [join(folder, "bin", "tsnb.js")], { stdio: ["ignore", "pipe", "pipe"] }),
  )
  expect(ended).toMatchObject({
    code: 2,
    output: "",
    errors: "tsnb isn't built yet. Run `npm run build` in its folder.\n",
  })
})
