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

test("a file of variables is read, and what it sets is no input", async () => {
  const attempted = await notebook({ ".env": "FROM_FILE=1\nTRACED=2" }).attempt(
    "process.loadEnvFile(); return [process.env.FROM_FILE, process.env.TRACED]",
  )
  expect(attempted.value).toEqual(["1", "value"])
  expect(summary(attempted)).toEqual(["file .env", "variable TRACED"])
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
