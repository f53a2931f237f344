import { assert, constantFrom, array, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { parseDirective, type FlowOptions, type TaskOptions } from "../../../kernel/cell/directive/index.ts"

const taskDefaults: TaskOptions = {
  retries: 0,
  retryDelay: 0,
  retryJitter: 0,
  cache: true,
  version: "",
  log: true,
  tags: [],
  after: [],
  failures: "fail",
  upstream: "allSucceeded",
  writes: [],
  ignoreEnv: [],
}
const flowDefaults: FlowOptions = { overlap: "skip", catchup: false, retries: 0, limits: {}, onFailure: "continue" }

function taskOptions(source: string): TaskOptions | undefined {
  const { directive } = parseDirective(source)
  return directive?.kind === "task" ? directive.options : undefined
}

/** Problems as `line:column message`, with the severity of warnings. */
function problems(source: string): string[] {
  return parseDirective(source).problems.map(
    ({ line, column, message, severity }) => `${severity ? `${severity} ` : ""}${line}:${column} ${message}`,
  )
}

describe("the options of @task", () => {
  test.each<[written: string, options: Partial<TaskOptions>]>([
    ["", {}],
    ["retries=3 retryDelay=2s retryJitter=0.25", { retries: 3, retryDelay: 2_000, retryJitter: 0.25 }],
    ["retryDelay=exponential", { retryDelay: "exponential" }],
    ["retryDelay=[1s, 2m]", { retryDelay: [1_000, 120_000] }],
    ['retryDelay=["1s","500ms"]', { retryDelay: [1_000, 500] }],
    ["retryDelay=1s,5s", { retryDelay: [1_000, 5_000] }],
    ['timeout=1.5h cacheFor="1d"', { timeout: 5_400_000, cacheFor: 86_400_000 }],
    ["cache=off log=false", { cache: false, log: false }],
    ["version=1.10", { version: "1.10" }],
    ['version=""', { version: "" }],
    ['tags=["a b", "c"] after=x,y', { tags: ["a b", "c"], after: ["x", "y"] }],
    ["tags=[db, api]", { tags: ["db", "api"] }],
    ["tags=[]", { tags: [] }],
    ['reads="data/**/*.{csv,json}"', { reads: ["data/**/*.{csv,json}"] }],
    ["reads=data/*.{csv,json},b", { reads: ["data/*.{csv,json}", "b"] }],
    [String.raw`when="month === \"2023-01\""`, { when: 'month === "2023-01"' }],
    ["when=train", { when: "train" }],
    [
      'for="month of f(a, [b]) "',
      { for: { variable: "month", names: ["month"], reads: [], list: "f(a, [b])", line: 1, column: 26 } },
    ],
    [
      'for="[k, v] of m"',
      { for: { variable: "[k, v]", names: ["k", "v"], reads: [], list: "m", line: 1, column: 27 } },
    ],
    ['for="[k]of[m]"', { for: { variable: "[k]", names: ["k"], reads: [], list: "[m]", line: 1, column: 22 } }],
    [
      "for=\"{ id, name: { last = ' of ' + first } } of people\"",
      {
        for: {
          variable: "{ id, name: { last = ' of ' + first } }",
          names: ["id", "last"],
          reads: ["first"],
          list: "people",
          line: 1,
          column: 60,
        },
      },
    ],
    [
      'failures=keep label="city.name" upstream=noneFailed',
      { failures: "keep", label: "city.name", upstream: "noneFailed" },
    ],
    ["memory=512MB queue=gpu", { memory: 512 * 2 ** 20, queue: "gpu" }],
    ["memory=2gb", { memory: 2 ** 31 }],
  ])("%s", (written, options) => {
    const source = `// @task x ${written}`
    expect(problems(source)).toEqual([])
    expect(taskOptions(source)).toEqual({ ...taskDefaults, ...options })
  })
})

test("the other directives", () => {
  const flow = parseDirective(
    '// @flow taxi schedule=" 0  6 * * 1-5" limits={"db": 2} timezone=Europe/Berlin concurrency=4',
  )
  expect(flow.problems).toEqual([])
  expect(flow.directive).toMatchObject({
    kind: "flow",
    name: "taxi",
    options: { ...flowDefaults, schedule: "0 6 * * 1-5", limits: { db: 2 }, timezone: "Europe/Berlin", concurrency: 4 },
  })
  expect(parseDirective("// @parameters\nconst a = 1").directive).toMatchObject({ kind: "parameters" })
  expect(parseDirective("// @on failure cancelled").directive).toMatchObject({
    kind: "on",
    states: ["failure", "cancelled"],
  })
})

test("places are those in the source", () => {
  const { directive } = parseDirective('\r\n\r\n  // @task x retries=3\r\n  //   for="a of b"')
  expect(directive).toMatchObject({ line: 3, column: 6, options: { for: { line: 4, column: 18 } } })
  expect([...(directive?.places ?? [])]).toEqual([
    ["retries", { line: 3, column: 22 }],
    ["for", { line: 4, column: 12 }],
  ])
})

describe("which comment is a directive", () => {
  test.each<[source: string, name: string | undefined, retries: number]>([
    ["//@task a", "a", 0],
    ["  // @task a", "a", 0],
    ["\uFEFF\n\n// @task a", "a", 0],
    ['"use strict"\n// @task a', "a", 0],
    ["/* @task a */ const b = 1", "a", 0],
    ["/**\n * @task a\n * retries=2\n */", "a", 2],
    ["// @task a\r\n// retries=2 log=on", "a", 2],
    ["// @task a\n// retries=2 is enough", "a", 0],
    ["// @task a\n// rate=0.1", "a", 0],
    ["// @task a\n\n// retries=2", "a", 0],
    ["// @task a\nretries=2", "a", 0],
    ["// @task größe\r\n", "größe", 0],
    ["// @task", undefined, 0],
  ])("%j", (source, name, retries) => {
    expect(parseDirective(source)).toMatchObject({
      directive: { kind: "task", options: { ...taskDefaults, ...(retries ? { retries } : {}) } },
      problems: [],
    })
    expect(parseDirective(source).directive).toHaveProperty("kind", "task")
    expect({ name: undefined, ...parseDirective(source).directive }.name).toBe(name)
  })

  test.each([
    "",
    "const a = 1 // @task a",
    "const a = 1\n// @task a",
    "// @ts-expect-error",
    "// @ts-nocheck",
    "// @ts-check",
    "/** @jsx h */",
    "// @vitest-environment node",
    "// @license MIT",
    "// @test",
    "// @type {string}",
    "/** @param a b */",
    "/** @typedef a */",
    "// @once @off @in",
    "// task a",
    "// see @task a",
    "/* @task a",
    "`// @task a`",
  ])("not %j", (source) => {
    expect(parseDirective(source)).toEqual({ problems: [] })
  })
})

describe("problems", () => {
  test.each<[source: string, ...problems: string[]]>([
    ["// @taks a", "1:4 Unknown directive '@taks'. Did you mean '@task'?"],
    ["\n/* @Task: */", "2:4 Unknown directive '@Task:'. Did you mean '@task'?"],
    ["// @parametres", "1:4 Unknown directive '@parametres'. Did you mean '@parameters'?"],
    ["// @task a retrys=3", "1:12 @task has no option 'retrys'. Did you mean 'retries'?"],
    ["// @task a --timeout=1s", "1:12 @task has no option '--timeout'. Did you mean 'timeout'?"],
    ["// @task a constructor=1", expect.stringContaining("Its options are retries, retryDelay")],
    [
      "// @task a catchup=on",
      "1:12 @task has no option 'catchup'; it is one of @flow, which goes into a cell of its own",
    ],
    ["// @parameters x=1", "1:16 @parameters has no option 'x': it takes none"],
    ["// @task a\n// log=off retires=2", "2:12 @task has no option 'retires'. Did you mean 'retries'?"],
    ["// @task a retries=three", "1:20 retries=three: expected a whole number, 0 or more, such as retries=3"],
    ["// @task a log=off\n//  log=on", "2:5 'log' is given twice. Keep one of them"],
    ["// @task a retries=", "1:12 'retries' has no value: expected a whole number, 0 or more, such as retries=3"],
    ["// @task a cache", "1:12 'cache' has no value: expected on or off, such as cache=off"],
    ["// @task a retries = 3", "1:20 Write an option without spaces around '=': retries=value"],
    ["// @task a b", "1:12 @task takes one name, and 'b' is a second. Options are written name=value"],
    ["// @task 1a", expect.stringMatching(/^1:10 '1a' can't be a name/)],
    ["// @task log", "warning 1:10 'log' is read as the task's name. The option takes a value, such as log=off"],
    ["// @parameters x", "1:16 @parameters takes no words: leave out 'x'"],
    ["// @on", expect.stringMatching(/^1:4 @on takes one or more of success, failure/)],
    ["// @on sucess", "1:8 A flow run can't end as 'sucess'. Did you mean 'success'?"],
    ["// @on pending", expect.stringContaining("The states are success")],
    ["// @on failed failed", "1:15 'failed' is given twice. Keep one of them"],
    [
      '// @task a reads="data/green_${month}.parquet"',
      '1:18 reads="data/green_${month}.parquet": \'${month}\' isn\'t filled in: a pattern is fixed. Write one for all the files, such as reads="data/green_*.parquet"',
    ],
    [
      "// @task a writes=out/${a.b}.csv,b",
      "1:19 writes=out/${a.b}.csv,b: '${a.b}' isn't filled in: a pattern is fixed. Write one for all the files, such as writes=out/*.csv,b",
    ],
    ['// @task a reads="cost_${a,b}.csv"'],
    ["// @task a\n\n/* @flow */", "3:4 A cell has one directive. Move '@flow' to a cell of its own"],
    [
      "// Reads the data\n// @task a",
      "warning 2:4 '@task' has no effect here. A directive is the cell's first comment: move it to the cell's top",
    ],
  ])("%j", (source, ...expected) => {
    expect(problems(source)).toEqual(expected)
  })

  test.each([
    "retries=-1",
    "retries=1.5",
    'retries="3"',
    "retries=1e400",
    "retryJitter=2",
    "retryDelay=[]",
    "retryDelay=2",
    "retryDelay=[1s,x]",
    "timeout=500",
    "timeout=0s",
    "timeout=-1s",
    "timeout=1",
    "timeout=9999999999999d",
    "timeout=1constructor",
    "cache=maybe",
    "cache=0",
    'tags=["a",""]',
    "tags=a,,b",
    "tags=a,",
    'tags={"a":1}',
    "when='a'",
    'when=" "',
    "when=[1",
    "for=months",
    'for="of months"',
    'for="[a, 1] of c"',
    'for="a.b of c"',
    'for="a: string of c"',
    'for="a, b of c"',
    'for="a of "',
    "memory=512",
    "memory=2XB",
    'reads="a',
    'queue="a"b',
  ])("@task %s is ill-typed, and the default holds", (written) => {
    const name = written.slice(0, written.indexOf("="))
    expect(problems(`// @task x ${written}`)).toEqual([
      expect.stringMatching(new RegExp(`^1:${13 + name.length} ${name}=.*: expected .*, such as ${name}=`)),
    ])
    expect(taskOptions(`// @task x ${written}`)).toEqual(taskDefaults)
  })

  test.each([
    'schedule="0 6 * *"',
    "schedule=daily",
    'schedule="0 6 * * ;"',
    "timezone=Berlin",
    "overlap=wait",
    "concurrency=0",
    'limits={"db":0}',
    "limits=[1]",
    "limits={db:1}",
    "onFailure=retry",
    "catchup=2",
  ])("@flow %s is ill-typed, and the default holds", (written) => {
    expect(problems(`// @flow x ${written}`)).toEqual([expect.stringMatching(/: expected .*, such as /)])
    expect(parseDirective(`// @flow x ${written}`).directive).toMatchObject({ options: flowDefaults })
  })
})

test("whatever is written, it is read, and problems lie within the source", () => {
  const fragments = constantFrom(
    ..."// @task |// |/*|*/|\n|\r\n| |@on |@flow |retries=|=|3|2s|[|]|{|}|\"|'|\\|,|for=|a of b|tags=|*|success".split(
      "|",
    ),
  )
  assert(
    property(array(fragments, { maxLength: 16 }), (parts) => {
      const source = `// @task ${parts.join("")}`
      const lines = source.split("\n")
      for (const { line, column } of parseDirective(source).problems) {
        expect(lines[line - 1]?.length ?? -1).toBeGreaterThanOrEqual(column - 1)
      }
    }),
    { numRuns: 2_000 },
  )
})
