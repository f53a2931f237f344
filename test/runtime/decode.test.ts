import { expect, test } from "vitest"
import { decodeFromProcess } from "../../kernel/runtime/decode.ts"

const finished = { type: "finished", attempt: 1, trace: [], changed: [], duration: 1 }
const error = { name: "Error", message: "x", stack: "y" }

const right: readonly object[] = [
  { type: "logged", attempt: 1, time: 1, level: "info", text: "" },
  { type: "displayed", attempt: 1, data: {} },
  { type: "progressed", attempt: 1, done: NaN, total: 2, label: undefined },
  { type: "artifactMade", attempt: 1, artifact: { kind: "markdown", text: "x" } },
  { type: "requested", attempt: 1, request: 1, notebook: "/a", parameters: {} },
  { ...finished, outcome: { kind: "completed", outputs: [] } },
  { ...finished, outcome: { kind: "failed", error, fatal: false } },
  { ...finished, outcome: { kind: "damaged", input: "a", hash: "b", error } },
  { ...finished, outcome: { kind: "stale" } },
]

test.for(right)("%j is taken", (message) => {
  expect(decodeFromProcess(message)).toBe(message)
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
  { type: "artifactMade", attempt: 1, artifact: null },
  { type: "requested", attempt: 1, request: 1.5, notebook: "/a", parameters: {} },
  finished,
  { ...finished, outcome: null },
  { ...finished, outcome: { kind: "toString" } },
  { ...finished, outcome: { kind: "completed" } },
  { ...finished, outcome: { kind: "failed", error: {}, fatal: false } },
  { ...finished, trace: undefined, outcome: { kind: "stale" } },
]

test.for(wrong)("%j is refused", (message) => {
  expect(() => decodeFromProcess(message)).toThrow(TypeError)
})
