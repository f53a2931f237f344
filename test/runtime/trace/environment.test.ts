import { afterEach, describe, expect, test } from "vitest"
import { isNoise, variableNamesHash } from "../../../kernel/runtime/trace/variables.ts"
import { createVerifier } from "../../../kernel/runtime/trace/verifier.ts"
import { AttemptProcess } from "./attemptProcess.ts"
import { summary } from "./summary.ts"

let cell: AttemptProcess

function notebook(files: Record<string, string> = {}): AttemptProcess {
  cell = new AttemptProcess(files, { TRACED: "value", OTHER: "2", npm_config_cache: "/c", SHLVL: "3" })
  return cell
}

afterEach(() => cell[Symbol.asyncDispose]())

describe("reading variables", () => {
  test.each<[string, unknown, string[]]>([
    ["return process.env.TRACED", "value", ["variable TRACED"]],
    ["return process.env.NOT_SET", undefined, ["variable NOT_SET null"]],
    ["return 'TRACED' in process.env", true, ["variable TRACED"]],
    ["return Object.hasOwn(process.env, 'TRACED')", true, ["variable TRACED"]],
    ["return process.env.hasOwnProperty('NOT_SET')", false, ["variable NOT_SET null"]],
    ["return (await import('node:process')).env.TRACED", "value", ["variable TRACED"]],
    ["return (await import('process')).default.env.TRACED", "value", ["variable TRACED"]],
    ["const { TRACED, OTHER } = process.env; return TRACED + OTHER", "value2", ["variable OTHER", "variable TRACED"]],
    ["return process.env.npm_config_cache", "/c", ["variable npm_config_cache"]],
    ["return typeof process.env.toString", "function", []],
  ])("%s", async (code, value, entries) => {
    const attempted = await notebook().attempt(code)
    expect(attempted.value).toEqual(value)
    expect(summary(attempted)).toEqual(entries)
  })

  test.each([
    "return { ...process.env }.TRACED",
    "return Object.entries(process.env).find(([name]) => name === 'TRACED')[1]",
    "return JSON.parse(JSON.stringify(process.env)).TRACED",
    "for (const name in process.env) if (name === 'TRACED') return process.env[name]",
    "return Object.assign({}, process.env).TRACED",
    "return /TRACED: '(.*)'/.exec(require('util').inspect(process.env))[1]",
    "return /TRACED: '(.*)'/.exec(require('util').format(process.env))[1]",
  ])("all of them: %s", async (code) => {
    const attempted = await notebook().attempt(code)
    expect(attempted.value).toBe("value")
    const entries = summary(attempted)
    expect(entries).toEqual(expect.arrayContaining(["variableNames", "variable TRACED"]))
    expect(entries.filter((entry) => /SHLVL|npm_/.test(entry))).toEqual([])
  })

  test.each([
    "require('child_process').execFileSync(process.execPath, ['-p', 'process.env.TRACED'], { encoding: 'utf8' })",
    "(await require('util').promisify(require('child_process').execFile)(process.execPath, ['-p', 'process.env.TRACED'])).stdout",
  ])("a child process gets them without making them inputs: %s", async (code) => {
    const attempted = await notebook().attempt(`return ${code}`)
    expect(String(attempted.value).trim()).toBe("value")
    expect(attempted.trace).toEqual([])
  })
})

describe("going through all variables is not reading each by its name", () => {
  test.each<[string, string[], string[]]>([
    ["Object.keys(process.env)", ["variableNames"], ["TRACED", "SHLVL"]],
    [
      "Object.keys(process.env).filter((name) => name.startsWith('TRA')).map((name) => process.env[name])",
      ["variableNames", "variable TRACED"],
      ["OTHER"],
    ],
    [
      "Object.keys(process.env); process.env.npm_config_cache",
      ["variableNames", "variable npm_config_cache"],
      ["TRACED"],
    ],
    [
      "for (const name in process.env) if (name.startsWith('npm_config_c')) process.env[name]",
      ["variableNames", "variable npm_config_cache"],
      ["TRACED"],
    ],
    [
      "const copy = {}; for (const name in process.env) copy[name] = process.env[name]",
      ["variableNames", "variable TRACED"],
      ["SHLVL"],
    ],
    ["const { TRACED, ...others } = process.env; return others", ["variableNames", "variable OTHER"], ["SHLVL"]],
    ["Object.getOwnPropertyDescriptors(process.env)", ["variableNames", "variable TRACED"], []],
    ["Object.keys(process.env); Object.hasOwn(process.env, 'TRACED')", ["variableNames", "variable TRACED"], ["OTHER"]],
  ])("%s", async (code, counted, others) => {
    const attempted = await notebook().attempt(code)
    expect(attempted.error).toBeUndefined()
    const entries = summary(attempted)
    expect(entries).toEqual(expect.arrayContaining(counted))
    for (const name of others) expect(entries).not.toContain(`variable ${name}`)
  })

  test("those that the attempt sets aren't among them", async () => {
    const listed = (await notebook().attempt("Object.keys(process.env)")).trace
    const own = await cell.attempt("process.env.ADDED = '1'; delete process.env.OTHER; Object.keys(process.env)")
    expect(own.trace).toEqual(listed)
  })
})

describe("variables that don't count", () => {
  test.each<[string, string[]]>([
    ["process.env.TRACED + process.env.OTHER", ["variable OTHER"]],
    ["await import('./h.ts')", ["file h.ts"]],
    ["Object.keys(process.env)", ["variableNames"]],
  ])("%s", async (code, entries) => {
    notebook({ "h.ts": "export const token = process.env.TRACED" })
    expect(summary(await cell.attempt(code, { ignoreEnv: ["TRACED"] }))).toEqual(entries)
    expect(summary(await cell.attempt("process.env.TRACED"))).toEqual(["variable TRACED"])
  })

  test("aren't missed among all names either", async () => {
    const { trace } = await notebook().attempt("Object.keys(process.env)", { ignoreEnv: ["TRACED"] })
    const environment = { ...process.env, OTHER: "2", npm_config_cache: "/c", SHLVL: "3" }
    const verifier = (more: object) => createVerifier(cell.folder, { ...environment, ...more })
    expect(await verifier({}).firstChange(trace)).toBeUndefined()
    expect(await verifier({ TRACED: "x" }).firstChange(trace)).toBeUndefined()
    expect(await verifier({ NEW: "x" }).firstChange(trace)).toBeDefined()
  })
})

describe("setting variables", () => {
  test.each<[string, unknown]>([
    ["process.env.TRACED = 'new'; return process.env.TRACED", "new"],
    ["process.env.ADDED = 1; return process.env.ADDED", "1"],
    ["delete process.env.TRACED; return process.env.TRACED", undefined],
    ["Object.assign(process.env, { TRACED: 'new' }); return process.env.TRACED", "new"],
    [
      "Object.defineProperty(process.env, 'ADDED', { value: 'd', writable: true, enumerable: true, configurable: true }); return process.env.ADDED",
      "d",
    ],
    [
      "process.env.TRACED = 'new'; return require('child_process').execFileSync(process.execPath, ['-p', 'process.env.TRACED'], { encoding: 'utf8' }).trim()",
      "new",
    ],
  ])("is no reading, and ends with the attempt: %s", async (code, value) => {
    const attempted = await notebook().attempt(code)
    expect(attempted).toMatchObject({ value, trace: [], changed: [] })
    expect((await cell.attempt("return [process.env.TRACED, process.env.ADDED]")).value).toEqual(["value", undefined])
  })

  test("reading before counts", async () => {
    expect(summary(await notebook().attempt("process.env.TRACED += '!'"))).toEqual(["variable TRACED"])
  })

  test.each<[string, string, string[]]>([
    ["a default", "process.env.ADDED ??= 'd'", ["variable ADDED null"]],
    ["a default for what is empty", "process.env.ADDED ||= 'd'", ["variable ADDED null"]],
    ["a default that isn't taken", "process.env.TRACED ??= 'd'", ["variable TRACED"]],
    ["a question", "if (!('ADDED' in process.env)) process.env.ADDED = 'd'", ["variable ADDED null"]],
    ["reading afterwards", "process.env.ADDED ??= 'd'; export const m = process.env.ADDED", ["variable ADDED null"]],
    ["setting alone", "process.env.ADDED = 'd'; export const m = process.env.ADDED", []],
    ["setting what is there", "process.env.TRACED = 'd'; export const m = process.env.TRACED", []],
  ])("what a module reads before it sets it counts, and nothing afterwards: %s", async (_, source, entries) => {
    const name = /[A-Z]+/.exec(source)?.[0] ?? ""
    notebook({
      "env.mjs": `${source}\nexport {}`,
      "reader.mjs": `import './env.mjs'\nexport const read = process.env.${name}`,
      "node_modules/config/package.json": `{ "name": "config", "version": "1.0.0", "exports": "./index.mjs" }`,
      "node_modules/config/index.mjs": `${source}\nexport {}`,
    })
    const codes = ["await import('./reader.mjs')", `await import('config'); process.env.${name}`]
    const real = name === "TRACED" ? "value" : undefined
    // A package stays loaded in the process, a session keeps what was set.
    for (const keepVariables of [false, true]) {
      for (const code of codes) {
        for (const time of ["first", "second"]) {
          const attempted = await cell.attempt(code, { keepVariables })
          const variables = summary(attempted).filter((entry) => entry.startsWith("variable"))
          expect({ code, time, variables }).toEqual({ code, time, variables: entries })
        }
        const { value } = await cell.attempt(`return process.env.${name}`)
        expect([real, ...(keepVariables ? ["d"] : [])]).toContain(value)
        await cell.restart()
      }
    }
  })

  test("a module counts what it reads, also when another one sets it later", async () => {
    notebook({ "sets.mjs": "process.env.TRACED = 'd'\nexport {}" })
    expect(summary(await cell.attempt("process.env.TRACED; await import('./sets.mjs')"))).toEqual([
      "file sets.mjs",
      "variable TRACED",
    ])
  })

  test("stays in a session", async () => {
    await notebook().attempt("process.env.TRACED = 'new'", { keepVariables: true })
    expect((await cell.attempt("return process.env.TRACED")).value).toBe("new")
  })

  test("of all of them keeps the watch", async () => {
    const attempted = await notebook().attempt(
      "process.env = { ...process.env, TRACED: 'new' }; return process.env.TRACED + process.env.OTHER",
    )
    expect(attempted.value).toBe("new2")
    expect(summary(attempted)).toEqual(expect.arrayContaining(["variable OTHER", "variable TRACED"]))
  })
})

test("a file of variables is read, and whether its variables were set", async () => {
  const attempted = await notebook({ ".env": "FROM_FILE=1\nTRACED=2" }).attempt(
    "process.loadEnvFile(); return [process.env.FROM_FILE, process.env.TRACED]",
  )
  expect(attempted.value).toEqual(["1", "value"])
  expect(summary(attempted)).toEqual(["file .env", "variable FROM_FILE null", "variable TRACED"])
  expect((await cell.attempt("return process.env.FROM_FILE")).value).toBeUndefined()
  expect((await cell.attempt("try { process.loadEnvFile('none') } catch (e) { return e.code }")).trace).toMatchObject([
    { kind: "file", path: "none", hash: null },
  ])
})

test.each<[string, boolean]>([
  ["SHLVL", true],
  ["_", true],
  ["npm_lifecycle_event", true],
  ["TERM_SESSION_ID", true],
  ["HOME", false],
  ["API_KEY", false],
  ["NODE_ENV", false],
])("whether %s comes and goes: %s", (name, noise) => {
  expect(isNoise(name)).toBe(noise)
  expect(variableNamesHash(["A", name]) === variableNamesHash(["A"])).toBe(noise)
})
