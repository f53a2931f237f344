import { deserialize, serialize } from "node:v8"
import { assert, oneof, property } from "fast-check"
import { is } from "valibot"
import { expect, test } from "vitest"
import { answers, decodeFromLive } from "../../kernel/model/liveMessages.ts"
import { toJson } from "../../kernel/store/json.ts"
import { junk, mutations, outcomeOf } from "./junk.ts"

const error = { name: "Error", message: "x", traceback: ["x"] }
const shown = { data: { "text/plain": "x", "application/json": [1] }, metadata: { "text/plain": {} } }

const right: readonly object[] = [
  { type: "ready", interruptsLoops: true },
  {
    type: "output",
    cell: 1,
    mark: 1,
    outputs: [
      { kind: "stream", stream: "stdout", text: "x" },
      { kind: "display", ...shown },
      { kind: "update", ...shown, displayId: "a" },
      { kind: "clear", wait: true },
    ],
  },
  {
    type: "asked",
    cell: 1,
    mark: 1,
    request: -1,
    ask: { kind: "input", prompt: "", isPassword: false },
    isSynchronous: true,
  },
  {
    type: "asked",
    cell: 1,
    mark: 1,
    request: 1,
    ask: { kind: "subflow", notebook: "a", parameters: {} },
    isSynchronous: false,
  },
  {
    type: "asked",
    cell: 1,
    mark: 1,
    request: 1,
    ask: { kind: "runFlow", parameters: { a: new Date(0) }, only: ["a"], from: "a", fresh: true },
    isSynchronous: false,
  },
  {
    type: "finished",
    cell: 1,
    mark: 1,
    end: {
      kind: "completed",
      result: shown,
      expressions: { a: { kind: "completed", ...shown }, b: { kind: "failed", error } },
      pages: [{ "text/plain": "x" }],
    },
  },
  { type: "finished", cell: 1, mark: 1, end: { kind: "failed", error } },
  { type: "answered", request: 1, answer: undefined },
]

test.for(right)("message %# is taken", (message) => {
  expect(decodeFromLive(message)).toEqual(message)
})

const finished = { type: "finished", cell: 1, mark: 1 }
const completed = { kind: "completed", expressions: {}, pages: [] }

test.for<unknown>([
  null,
  { type: "toString" },
  { ...finished, end: { ...completed, pages: [[]] } },
  { ...finished, end: { ...completed, result: { data: { "text/plain": 5 } } } },
  { ...finished, end: { ...completed, result: null } },
  { ...finished, end: { ...completed, expressions: [] } },
  { ...finished, end: { kind: "failed", error: { ...error, traceback: [null] } } },
  { ...finished, end: completed, more: 1 },
  { type: "output", cell: 1, mark: 1, outputs: [null] },
  { type: "output", cell: 1, mark: 1, outputs: [{ kind: "display", data: null }] },
  {
    type: "asked",
    cell: 1,
    mark: 1,
    request: 1,
    ask: { kind: "runFlow", parameters: {}, only: [5] },
    isSynchronous: false,
  },
  {
    type: "asked",
    cell: 1,
    mark: 1,
    request: 1,
    ask: { kind: "subflow", notebook: "a", parameters: [] },
    isSynchronous: false,
  },
])("message %# is refused", (message) => {
  expect(() => decodeFromLive(message)).toThrow(TypeError)
})

test("answers are checked to their depth", () => {
  expect(is(answers.store, [{ name: "a", problem: "no" }])).toBe(true)
  expect(is(answers.store, [{ name: "a" }])).toBe(false)
  expect(is(answers.store, [{ name: "a", value: { hash: "../x" } }])).toBe(false)
  expect(is(answers.look, null)).toBe(false)
})

/** Whether a message is refused as it should be, or can be recorded and sent on. */
function isRefusedOrFit(sent: unknown): boolean {
  const outcome = outcomeOf(() => decodeFromLive(deserialize(serialize(sent))))
  if ("error" in outcome) return outcome.error instanceof TypeError
  return typeof JSON.parse(toJson(outcome.value)) === "object"
}

test("a message that is taken can be sent on, and all others are refused in words", () => {
  const message = oneof(
    junk,
    mutations(right).map((mutation) => mutation.message),
  )
  expect(() => assert(property(message, isRefusedOrFit), { seed: 12, numRuns: 2_000 })).not.toThrow()
})
