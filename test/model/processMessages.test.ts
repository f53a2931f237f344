import { deserialize, serialize } from "node:v8"
import { assert, oneof, property } from "fast-check"
import { describe, expect, test } from "vitest"
import { checkAnswer, decodeFromProcess } from "../../kernel/model/processMessages.ts"
import { isRecord } from "../../kernel/model/bounded.ts"
import type { Outcome } from "../../kernel/model/processMessages.ts"
import { toJson } from "../../kernel/store/json.ts"
import { junk, mutations, nested, outcomeOf, type Mutation } from "./junk.ts"

const finished = { type: "finished", attempt: 1, trace: [], changed: [], duration: 1 }
const completed = { ...finished, outcome: { kind: "completed", outputs: [] } }
const error = { name: "Error", message: "x", stack: "y" }
const hash = "0123456789abcdef".repeat(4)
const value = { hash, encoding: "zstd", size: 3, packedSize: 2, digest: hash, inline: "AA==", classes: ["A"] }
const table = { kind: "table", caption: "c", columns: ["a"], rows: [[1], [new Date(0)]] }

const right: readonly object[] = [
  { type: "logged", attempt: 1, time: 1, level: "info", text: "" },
  { type: "displayed", attempt: 1, data: {} },
  { type: "progressed", attempt: 1, done: NaN, total: 2, label: undefined },
  { type: "waiting", attempt: 1, what: "1 timer" },
  { ...finished, outcome: { kind: "completed", outputs: [] }, isSpent: true },
  { type: "artifactMade", attempt: 1, artifact: { kind: "markdown", text: "x" } },
  { type: "requested", attempt: 1, request: 1, notebook: "/a", parameters: {} },
  { ...finished, outcome: { kind: "completed", outputs: [] } },
  { ...finished, outcome: { kind: "failed", error, fatal: false } },
  { ...finished, outcome: { kind: "damaged", input: "a", hash, error } },
  { ...finished, outcome: { kind: "stale" } },
  {
    type: "displayed",
    attempt: 1,
    data: { "text/plain": "x", "application/json": { a: [1] } },
    metadata: { a: { b: 1 } },
  },
  { type: "artifactMade", attempt: 1, artifact: table },
  { type: "artifactMade", attempt: 1, artifact: { kind: "link", url: "a", text: "b" } },
  { type: "artifactMade", attempt: 1, artifact: { kind: "image", mimeType: "image/png", base64: "", caption: "c" } },
  { ...finished, outcome: { kind: "failed", error, fatal: true, retryAfter: 5 } },
  { ...finished, outcome: { kind: "completed", outputs: [], condition: false } },
  {
    ...finished,
    outcome: {
      kind: "completed",
      outputs: [
        { name: "a", value },
        { name: "b", problem: "no" },
      ],
      elements: [value],
    },
    trace: [
      { kind: "file", path: "a", hash },
      { kind: "exists", path: "a", found: null },
      { kind: "link", path: "a", target: null },
      { kind: "folder", path: "a", hash: null },
      { kind: "written", path: "a", hash },
      { kind: "variable", name: "A", hash },
      { kind: "variableNames", hash },
      { kind: "package", path: "a", name: "b", version: "1" },
      { kind: "glob", pattern: "*", hash },
    ],
    changed: ["file a"],
  },
  { ...finished, outcome: { kind: "stale" }, unseen: ["starts a child process (git)"] },
]

test.for(right)("%j is taken", (message) => {
  expect(decodeFromProcess(message)).toEqual(message)
})

const wrong: readonly unknown[] = [
  undefined,
  null,
  "hello",
  [],
  {},
  { type: "nonsense", attempt: 1 },
  { type: "constructor", attempt: 1 },
  { type: "logged", attempt: "1", time: 1, level: "info", text: "" },
  { type: "logged", attempt: 1, time: 1, level: "loud", text: "" },
  { type: "logged", attempt: 1, time: 1, level: "info", text: {} },
  { type: "progressed", attempt: 1, done: "1", total: 2 },
  { type: "waiting", attempt: 1 },
  { ...finished, outcome: { kind: "completed", outputs: [] }, isSpent: 1 },
  { type: "artifactMade", attempt: 1, artifact: null },
  { type: "requested", attempt: 1, request: 1.5, notebook: "/a", parameters: {} },
  finished,
  { ...finished, outcome: null },
  { ...finished, outcome: { kind: "stale" }, unseen: [null] },
  { ...finished, outcome: { kind: "toString" } },
  { ...finished, outcome: { kind: "completed" } },
  { ...finished, outcome: { kind: "failed", error: {}, fatal: false } },
  { ...finished, trace: undefined, outcome: { kind: "stale" } },
  { type: "logged", attempt: 1, time: NaN, level: "info", text: "" },
  { type: "displayed", attempt: 1, data: [] },
  { type: "displayed", attempt: 1, data: { "text/plain": 5 } },
  { type: "displayed", attempt: 1, data: {}, metadata: new Map() },
  { type: "artifactMade", attempt: 1, artifact: { kind: "markdown" } },
  { type: "artifactMade", attempt: 1, artifact: { kind: "video" } },
  { type: "artifactMade", attempt: 1, artifact: { kind: "table", columns: [], rows: [5] } },
  { type: "requested", attempt: 1, request: 1, notebook: "/a", parameters: [] },
  { ...completed, duration: NaN },
  { ...completed, trace: [null] },
  { ...completed, trace: [{ kind: "bogus" }] },
  { ...completed, trace: [{ kind: "file", path: "a", hash: 5 }] },
  { ...completed, changed: [5] },
  { ...finished, outcome: { kind: "completed", outputs: [null] } },
  { ...finished, outcome: { kind: "completed", outputs: [{ name: "a" }] } },
  { ...finished, outcome: { kind: "completed", outputs: [{ name: "a", value: null }] } },
  { ...finished, outcome: { kind: "completed", outputs: [{ name: "a", value: { ...value, hash: "../../x" } }] } },
  { ...finished, outcome: { kind: "completed", outputs: [{ name: "a", value: { ...value, size: -1 } }] } },
  { ...finished, outcome: { kind: "completed", outputs: [], elements: [undefined] } },
  { ...finished, outcome: { kind: "completed", outputs: [], condition: "yes" } },
  { ...finished, outcome: { kind: "failed", error: { ...error, stack: 5 }, fatal: false } },
  { ...finished, outcome: { kind: "failed", error, fatal: false, retryAfter: NaN } },
  { ...finished, outcome: { kind: "damaged", input: "a", hash: "b", error } },
]

test.for(wrong)("%j is refused", (message) => {
  expect(() => decodeFromProcess(message)).toThrow(TypeError)
})

test("a list that claims to be long is refused at once", () => {
  const trace = Object.assign([], { length: 4_000_000_000 })
  expect(() => decodeFromProcess({ ...completed, trace })).toThrow(TypeError)
})

test.for([
  ["goes too deep", nested(600)],
  ["contains itself", circle()],
  ["is the same twice, and so on", doubled(60)],
  ["claims to be long", [Object.assign([], { length: 4_000_000_000 })]],
] as const)("data that $0 is refused, however free its form is", ([, data]) => {
  for (const message of [
    { type: "displayed", attempt: 1, data: { "application/json": data } },
    { type: "displayed", attempt: 1, data: {}, metadata: { data } },
    { type: "artifactMade", attempt: 1, artifact: { kind: "table", columns: [], rows: [[data]] } },
    { type: "requested", attempt: 1, request: 1, notebook: "/a", parameters: { data } },
  ]) {
    expect(() => decodeFromProcess(message)).toThrow("isn't of its form")
  }
})

function circle(): object {
  const list: unknown[] = []
  list.push(list)
  return list
}

/** As many things as two to the power of the depth, for whoever goes through all of it. */
function doubled(depth: number): object {
  return Array.from({ length: depth }).reduce<object>((inner) => [inner, inner], [])
}

/** Whether a message is refused as it should be, or can be recorded and sent on. */
function isRefusedOrFit(sent: unknown): boolean {
  const outcome = outcomeOf(() => decodeFromProcess(deserialize(serialize(sent))))
  if ("error" in outcome) return outcome.error instanceof TypeError
  return typeof JSON.parse(toJson(outcome.value)) === "object"
}

describe("a fuzzed process", () => {
  /** Parts whose form is the author's own affair. */
  const free = /^(?:data\.application|metadata\.|parameters\.|artifact\.rows\.\d+\.\d+)/
  const record = /^(?:data|metadata|parameters)$/
  const optional =
    /^(?:metadata|displayId|label|unseen|isSpent)$|(?:^|\.)(?:stack|caption|retryAfter|elements|condition|inline|classes)$/
  const nullable = /^trace\.\d\.(?:hash|target|version|found)$/

  /** Whether the other part may well be right. */
  function isFit({ path, before, after }: Mutation): boolean {
    if (free.test(path) || Object.is(before, after)) return true
    if (after === undefined) return optional.test(path)
    if (after === null || typeof after === "string")
      return typeof before === typeof after || nullable.test(path) || before === undefined
    if (Array.isArray(after)) return Array.isArray(before) && (after.length === 0 || path.startsWith("artifact.rows"))
    if (record.test(path)) return isRecord(after)
    return typeof before === typeof after && typeof before !== "object"
  }

  test("is never taken for what it isn't: no part of a message can be of another kind", () => {
    let refused = 0
    assert(
      property(mutations(right), (mutation) => {
        if (isFit(mutation)) return true
        refused++
        const outcome = outcomeOf(() => decodeFromProcess(mutation.message))
        return "error" in outcome && outcome.error instanceof TypeError
      }),
      { seed: 12, numRuns: 3_000 },
    )
    expect(refused).toBeGreaterThan(2_000)
  })

  test("says nothing that can't be recorded", () => {
    const message = oneof(
      junk,
      mutations(right).map((mutation) => mutation.message),
    )
    expect(() => assert(property(message, isRefusedOrFit), { seed: 12, numRuns: 3_000 })).not.toThrow()
  })
})

function answer(outputs: readonly object[], more: object = {}): Outcome {
  // The parts that no test looks at are those of a right value.
  return { kind: "completed", outputs, ...more } as Outcome
}

describe("an answer", () => {
  const asked = {
    purpose: "cell",
    outputs: [
      { name: "a", required: true },
      { name: "b", required: false },
    ],
  } as const
  const a = { name: "a", value }

  test.for([
    [answer([a, { name: "b", problem: "no" }]), asked],
    [answer([], { elements: [] }), { purpose: "elements", outputs: [] }],
    [answer([], { condition: false }), { purpose: "condition", outputs: [] }],
    [{ kind: "stale" }, asked],
  ] as const)("%j is one to %j", ([outcome, request]) => {
    expect(() => checkAnswer(outcome, request)).not.toThrow()
  })

  test.for([
    [answer([]), asked],
    [answer([a]), asked],
    [answer([a, { ...a, name: "other" }]), asked],
    [
      answer([
        { name: "a", problem: "no" },
        { name: "b", problem: "no" },
      ]),
      asked,
    ],
    [answer([a, { name: "b", problem: "no" }, a]), asked],
    [answer([]), { purpose: "elements", outputs: [] }],
    [answer([]), { purpose: "condition", outputs: [] }],
  ] as const)("%j isn't one to %j", ([outcome, request]) => {
    expect(() => checkAnswer(outcome, request)).toThrow("other results than it was asked for")
  })
})
