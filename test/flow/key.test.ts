import { describe, expect, test } from "vitest"
import { explainMiss, explainStale } from "../../kernel/flow/explain.ts"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import { keyComponents, keyOf } from "../../kernel/flow/key.ts"
import { lookUp } from "../../kernel/flow/lookup.ts"
import type { State } from "../../kernel/flow/state.ts"
import type { CacheEntry, KeyComponents } from "../../kernel/flow/ports.ts"
import { workerPassage } from "../../kernel/flow/passage.ts"
import { sliceFor } from "../../kernel/flow/slice.ts"
import type { ValueReference } from "../../kernel/model/valueReference.ts"
import type { TraceEntry } from "../../kernel/model/traceEntry.ts"

function reference(hash: string): ValueReference {
  return { hash, encoding: "raw", size: 1, packedSize: 1, digest: hash }
}

interface Given {
  cells?: string[]
  task?: string
  inputs?: Record<string, string | string[]>
  runtime?: string
  variables?: Record<string, string>
}

function components({
  cells = [],
  task = "// @task t\nconst a = f(x)",
  inputs = {},
  runtime = "24",
  variables = {},
}: Given): KeyComponents {
  const graph = buildGraph(
    "flow",
    [...cells, task].map((source, index) => ({ line: index * 10 + 1, source })),
  )
  const node = graph.tasks.get("t")
  if (!node) throw new Error("No task t")
  const slice = sliceFor(graph, node.cell.analysis.reads, workerPassage(graph), node.cell)
  const references = Object.entries(inputs).map(
    ([name, hash]) => [name, typeof hash === "string" ? reference(hash) : hash.map(reference)] as const,
  )
  return keyComponents({ task: node, slice, inputs: new Map(references), runtime, variables })
}

const both = "// @task t\nconst c = g(a, k)"
const helper = "export function f(n: number) { return n * factor }\nconst factor = 2\nfunction unused() {}"

describe("a key is the same", () => {
  test.each<[title: string, one: Given, other: Given]>([
    [
      "after a change of formatting, comments and types",
      { task: "// @task t\nconst a = f(x)" },
      { task: "// @task t\n// now typed\nconst a: number = f( x )" },
    ],
    [
      "whatever retries and the like say",
      { task: "// @task t\nf()" },
      { task: "// @task t retries=3 timeout=1m tags=x\nf()" },
    ],
    [
      "when what it doesn't need changes",
      { cells: [helper] },
      { cells: [helper.replace("unused() {}", "unused() { return 1 }")] },
    ],
    ["in whatever order inputs come", { inputs: { x: "1", y: "2" } }, { inputs: { y: "2", x: "1" } }],
    [
      "in whatever order files are named, and how often",
      { task: '// @task t reads=["a","b"]\nf()' },
      { task: '// @task t reads=["b","a","b"]\nf()' },
    ],
    [
      "when it is said that there is nothing to look at",
      { task: "// @task t reads=[]\nf()" },
      { task: "// @task t\nf()" },
    ],
    [
      "when a variable differs that it ignores",
      { task: "// @task t ignoreEnv=TZ\nf()" },
      { task: "// @task t ignoreEnv=TZ\nf()", variables: { TZ: "UTC" } },
    ],
    ["wherever the cell stands", { cells: [helper] }, { cells: ["const z = 1", helper] }],
  ])("%s", (_, one, other) => {
    expect(keyOf(components(one))).toBe(keyOf(components(other)))
  })
})

describe("a key is another, and the reason is told", () => {
  test.each<[title: string, before: Given, now: Given, reason: string]>([
    ["when its code changes", { task: "// @task t\nf(1)" }, { task: "// @task t\nf(2)" }, "its code changed"],
    [
      "when a helper changes",
      { cells: [helper] },
      { cells: [helper.replace("n * factor", "n + factor")] },
      "f changed",
    ],
    [
      "when what a helper reads changes",
      { cells: [helper] },
      { cells: [helper.replace("= 2", "= 3")] },
      "factor changed",
    ],
    ["when a global becomes a cell's", {}, { cells: [helper] }, "f is new; factor is new"],
    ["when a cell's becomes a global", { cells: [helper] }, {}, "f is gone; factor is gone"],
    ...[
      ["const k = 1\nconst a = 1", "const k = 1\nconst a = 5"],
      ["// @parameters\nconst a = 1\nconst k = 1", "// @parameters\nconst a = 5\nconst k = 1"],
      ["enum k { One }\nconst a = 1", "enum k { One }\nconst a = 5"],
      ["function a() {}\nfunction k() {}", "function a() { return 1 }\nfunction k() {}"],
      ["class k {}\nclass a {}\na.use(k, 1)", "class k {}\nclass a {}\na.use(k, 2)"],
    ].map(([before = "", now = ""]): [string, Given, Given, string] => [
      `by the one name that changed of a cell's several: ${before}`,
      { cells: [before], task: both },
      { cells: [now], task: both },
      "a changed",
    ]),
    [
      "by each name that changed of a cell's several",
      { cells: ["const a = 1\nconst k = 1\nconst z = 1"], task: both },
      { cells: ["const a = 2\nconst k = 2\nconst z = 2"], task: both },
      "a changed; k changed",
    ],
    [
      "when only the order of a cell's names changes",
      { cells: ["const a = 1\nconst k = 1"], task: both },
      { cells: ["const k = 1\nconst a = 1"], task: both },
      "code that it needs was moved",
    ],
    [
      "when a name moves to another cell",
      { cells: ["const a = 1\nconst k = 1"], task: both },
      { cells: ["const a = 1", "const k = 1"], task: both },
      "code that it needs was moved",
    ],
    ["when an input changes", { inputs: { x: "1" } }, { inputs: { x: "2" } }, "input x changed"],
    ["when an input with an object's name is new", {}, { inputs: { constructor: "1" } }, "input constructor is new"],
    [
      "when one element of a list changes",
      { inputs: { x: ["1", "2"] } },
      { inputs: { x: ["1", "3"] } },
      "input x changed",
    ],
    ["when a list's order changes", { inputs: { x: ["1", "2"] } }, { inputs: { x: ["2", "1"] } }, "input x changed"],
    [
      "when its version changes",
      { task: "// @task t version=1\nf()" },
      { task: "// @task t version=2\nf()" },
      "version changed from '1' to '2'",
    ],
    [
      "when files to look at are named",
      { task: "// @task t\nf()" },
      { task: "// @task t reads=a\nf()" },
      "reads= is new",
    ],
    [
      "when more files are named",
      { task: "// @task t reads=a\nf()" },
      { task: "// @task t reads=a,b\nf()" },
      "reads= changed",
    ],
    [
      "when outputs are named no more",
      { task: "// @task t writes=a\nf()" },
      { task: "// @task t\nf()" },
      "writes= is gone",
    ],
    [
      "when a variable counts again",
      { task: "// @task t ignoreEnv=A,B\nf()" },
      { task: "// @task t ignoreEnv=A\nf()" },
      "ignoreEnv= changed",
    ],
    ["when a variable of Node's is set", {}, { variables: { TZ: "UTC" } }, "environment variable TZ is new"],
    [
      "when a variable of Node's changes",
      { variables: { TZ: "UTC" } },
      { variables: { TZ: "Europe/Berlin" } },
      "environment variable TZ changed",
    ],
    ["when the runtime changes", {}, { runtime: "25" }, "runtime changed from 24 to 25"],
    [
      "for several reasons",
      { inputs: { x: "1" } },
      { inputs: { x: "2" }, runtime: "25" },
      "input x changed; runtime changed from 24 to 25",
    ],
  ])("%s", (_, before, now, reason) => {
    const current = components(now)
    const last = components(before)
    expect(keyOf(current)).not.toBe(keyOf(last))
    expect(explainMiss(current, last)).toBe(reason)
  })

  test("without such options it is what it was before there were any", () => {
    expect(components({})).not.toHaveProperty("looks")
    expect(components({})).not.toHaveProperty("variables")
  })

  test("when there is nothing to compare with", () => {
    expect(explainMiss(components({}), undefined)).toBe("first run")
    expect(explainMiss(components({}), components({}))).toBe("its last results aren't kept")
    const { definitions, ...older } = components({ cells: ["const a = 1\nconst k = 1"], task: both })
    expect(Object.keys(definitions ?? {})).toEqual(["a", "k"])
    expect(keyOf(older)).toBe(keyOf({ ...older, ...(definitions && { definitions }) }))
    const newer = components({ cells: ["const a = 5\nconst k = 1"], task: both })
    expect(explainMiss(newer, older)).toBe("a, k changed")
    expect(explainMiss({ ...components({}), schema: 99 }, components({}))).toContain("a newer tsnb")
  })
})

function entryOf(of: KeyComponents, more: Partial<CacheEntry> = {}): CacheEntry {
  const base = { id: "1", run: "r", notebook: "n", task: "t", time: Date.now(), duration: 1, trace: [] }
  return { ...base, key: keyOf(of), components: of, outputs: [{ name: "a", value: reference("h") }], ...more }
}

describe("kept results are looked up", () => {
  const current = components({})
  const file: TraceEntry = { kind: "file", path: "data.csv", hash: "x" }

  interface World {
    candidates: CacheEntry[]
    changed?: TraceEntry
    intact?: string[]
    required?: string[]
    cacheFor?: number
    last?: State
  }

  async function ask({
    candidates,
    changed,
    intact = ["h"],
    required = ["a"],
    cacheFor,
    last,
  }: World): Promise<{ hit?: string | undefined; reason?: string | undefined; dropped: string[] }> {
    const dropped: string[] = []
    const store = {
      startRun: () => Promise.resolve([]),
      record: () => Promise.resolve([]),
      abandon: () => Promise.resolve([]),
      candidates: () => Promise.resolve(candidates),
      earlierTasks: () => [],
      latestEntry: () => undefined,
      elementEntries: () => [],
      lastEnd: () => last && { run: "before", state: last },
      dropResult: (hash: string) => Promise.resolve(void dropped.push(hash)),
      isIntact: ({ hash }: ValueReference) => Promise.resolve(intact.includes(hash)),
    }
    const verifier = {
      firstChange: (trace: readonly TraceEntry[]) => {
        const before = trace.find((entry) => entry === changed)
        return Promise.resolve(before && { before, now: before })
      },
    }
    const found = await lookUp(
      { store, verifier, now: Date.now },
      { key: keyOf(current), components: current, notebook: "n", name: { task: "t" }, run: "now", required, cacheFor },
    )
    return { hit: found.hit?.id, reason: found.reason, dropped }
  }

  test.each<[title: string, world: World, expected: { hit?: string; reason?: string; dropped?: string[] }]>([
    ["sound ones are used", { candidates: [entryOf(current)] }, { hit: "1" }],
    [
      "the newest that fits is used",
      { candidates: [entryOf(current, { id: "2", trace: [file] }), entryOf(current)], changed: file },
      { hit: "1" },
    ],
    ["none are there", { candidates: [] }, { reason: "first run" }],
    ["none are there, as it failed", { candidates: [], last: "failed" }, { reason: "it failed in run before" }],
    [
      "none are there, as it took too long",
      { candidates: [], last: "timedOut" },
      { reason: "it timed out in run before" },
    ],
    ["none are there, as others failed", { candidates: [], last: "skipped" }, { reason: "first run" }],
    [
      "a file changed",
      { candidates: [entryOf(current, { trace: [file] })], changed: file },
      { reason: "file data.csv changed" },
    ],
    [
      "bytes are gone",
      { candidates: [entryOf(current)], intact: [] },
      { reason: "the stored value of a is gone or damaged", dropped: ["h"] },
    ],
    [
      "a value that is read now wasn't kept",
      { candidates: [entryOf(current)], required: ["a", "b"] },
      { reason: "its value b wasn't kept" },
    ],
    [
      "they are too old",
      { candidates: [entryOf(current, { time: Date.now() - 2_000 })], cacheFor: 1_000 },
      { reason: "its last results are older than cacheFor" },
    ],
    [
      "the clock was set back",
      { candidates: [entryOf(current, { time: Date.now() + 86_400_000 })], cacheFor: 3_600_000 },
      { reason: expect.stringContaining("are from the future") },
    ],
    [
      "they are from the future, and may be of any age",
      { candidates: [entryOf(current, { time: Date.now() + 86_400_000 })] },
      { hit: "1" },
    ],
    ["they aren't too old", { candidates: [entryOf(current)], cacheFor: 60_000 }, { hit: "1" }],
  ])("%s", async (_, world, expected) => {
    expect(await ask(world)).toEqual({ hit: undefined, reason: undefined, dropped: [], ...expected })
  })

  test.each<[before: TraceEntry, now: Record<string, unknown>, text: string]>([
    [{ kind: "variable", name: "API_KEY", hash: "1" }, { hash: "2" }, "environment variable API_KEY changed"],
    [{ kind: "variable", name: "API_KEY", hash: null }, { hash: "2" }, "environment variable API_KEY was set"],
    [{ kind: "variable", name: "API_KEY", hash: "1" }, { hash: null }, "environment variable API_KEY is no longer set"],
    [{ kind: "file", path: "a.csv", hash: "1" }, { hash: "2" }, "file a.csv changed"],
    [{ kind: "file", path: "a.csv", hash: "1" }, { hash: null }, "file a.csv was deleted"],
    [{ kind: "file", path: "a.csv", hash: null }, { hash: "1" }, "file a.csv was created"],
    [{ kind: "exists", path: "a", found: null }, { found: "folder" }, "file a was created"],
    [{ kind: "exists", path: "a", found: "file" }, { found: "folder" }, "file a changed"],
    [{ kind: "folder", path: "a", hash: "1" }, { hash: null }, "folder a was deleted"],
    [{ kind: "written", path: "a", hash: "1" }, { hash: null }, "written file a was deleted"],
    [
      { kind: "package", path: "p", name: "lodash", version: null },
      { version: "1.0.0" },
      "package lodash was installed",
    ],
    [{ kind: "package", path: "p", name: "lodash", version: "1.0.0" }, { version: null }, "package lodash was removed"],
    [{ kind: "project", path: ".", part: "paths", hash: "1" }, { hash: null }, "tsconfig.json for . changed"],
  ])("what changed is named as people know it: %j %j", (before, now, text) => {
    expect(explainStale({ before, now: Object.assign({}, before, now) })).toBe(text)
  })
})
