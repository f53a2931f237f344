import { assert, constantFrom, dictionary, jsonValue, oneof, property } from "fast-check"
import { expect, test } from "vitest"
import { decodeToFlowKernel, FlowMessageError } from "../../kernel/flowService/decode.ts"

const cell = { id: "a", source: "const a = 1", line: 2 }

test.each<[message: object]>([
  [{ type: "cells", request: "1", notebook: "/n.tsnb", cells: [] }],
  [{ type: "cells", request: "1", notebook: "/n.tsnb", cells: [cell, { ...cell, id: "b" }] }],
  [{ type: "run", request: "1", parameters: {} }],
  [{ type: "run", request: "1", parameters: { a: 1 }, only: ["t"], from: "t", fresh: true }],
  [{ type: "rerun", request: "1" }],
  [{ type: "rerun", request: "1", run: "m1", from: "t" }],
  [{ type: "rerun", request: "1", run: "m1", only: ["t"] }],
  [{ type: "preview", request: "1", parameters: {} }],
  [{ type: "cancel", request: "1", run: "m1" }],
  [{ type: "cancel", request: "1", run: "m1", task: "t", element: 2 }],
  [{ type: "parameters", request: "1" }],
  [{ type: "runs", request: "1", limit: 3 }],
  [{ type: "events", request: "1", run: "m1", after: 0 }],
  [{ type: "events", request: "1", run: "m1", after: 0, types: ["logged"] }],
  [{ type: "results", request: "1", run: "m1" }],
  [{ type: "value", request: "1", run: "m1", task: "t", name: "a" }],
  [{ type: "parameters", request: "1", new: "fields of a newer front end" }],
])("takes %j", (message) => {
  expect(decodeToFlowKernel(message)).toEqual(message)
})

test.each<[data: unknown, request: string | undefined, message: string]>([
  [undefined, undefined, "A message is an object with a 'type' and a 'request'"],
  [[], undefined, "A message is an object with a 'type' and a 'request'"],
  [{ type: "run" }, undefined, "A message has a 'request': a short text by which its answer is known"],
  [{ type: "run", request: 1 }, undefined, "A message has a 'request': a short text by which its answer is known"],
  [
    { type: "walk", request: "1" },
    "1",
    'There is no message of the type "walk". The types are: attach, cells, plan, run, rerun, preview, cancel, clean, parameters, runs, annotate, results, value, events',
  ],
  [
    { type: "toString", request: "1" },
    "1",
    'There is no message of the type "toString". The types are: attach, cells, plan, run, rerun, preview, cancel, clean, parameters, runs, annotate, results, value, events',
  ],
  [{ type: "run", request: "1" }, "1", "'run': 'parameters' has to be an object, not nothing"],
  [{ type: "run", request: "1", parameters: [] }, "1", "'run': 'parameters' has to be an object, not []"],
  [{ type: "run", request: "1", parameters: {}, only: "t" }, "1", `'run': 'only' has to be a list of names, not "t"`],
  [
    { type: "cancel", request: "1", run: "m", task: "t", element: -1 },
    "1",
    "'cancel': 'element' has to be a whole number, not -1",
  ],
  [{ type: "events", request: "1", run: "m", after: -1 }, "1", "'events': 'after' has to be a whole number, not -1"],
  [
    { type: "cells", request: "1", notebook: "/n", cells: {} },
    "1",
    "'cells': 'cells' has to be a list of cells, not {}",
  ],
  [
    { type: "cells", request: "1", notebook: "/n", cells: [{ id: "a", source: "", line: 0 }] },
    "1",
    `'cells': 'cells' has to be a list of cells with 'id', 'source' and 'line' ('line' is wrong), not [{"id":"a","source":"","line":0}]`,
  ],
  [
    { type: "cells", request: "1", notebook: "/n", cells: [cell, cell] },
    "1",
    `'cells': 'cells' has to be a list of cells with an id each ("a" is there twice), not [{"id":"a","source":"const a = 1","line":2},{"id":"a","source":"const a = 1","li…`,
  ],
])("refuses %j", (data, request, message) => {
  const error = refused(data)
  expect(error?.message).toBe(message)
  expect(error?.request).toBe(request)
})

test("anything else is refused as well, never more than that", () => {
  const names = constantFrom("type", "request", "cells", "parameters", "only", "from", "run", "after")
  const types = constantFrom("cells", "run", "rerun", "preview", "cancel", "parameters", "runs", "events")
  const message = dictionary(names, oneof(types, jsonValue()))
  assert(
    property(oneof(jsonValue(), message), (data) => {
      expect(refused(data)?.message ?? "taken").toMatch(/./)
    }),
  )
})

test.each([
  ["lists", (inner: unknown): unknown => [inner]],
  ["objects", (inner: unknown): unknown => ({ a: inner })],
])("%s that are nested too deeply to be written down are refused as what they aren't", (_, around) => {
  let deep: unknown = 1
  for (let depth = 0; depth < 100_000; depth++) deep = around(deep)
  for (const message of [
    { type: deep, request: "1" },
    { type: "run", request: "1", parameters: {}, only: deep },
    { type: "cells", request: "1", notebook: deep, cells: [] },
    { type: "cells", request: "1", notebook: "/n", cells: [{ ...cell, title: deep }] },
  ]) {
    expect(refused(message)?.message).toMatch(/…$|…\. The types are/)
  }
})

function refused(data: unknown): FlowMessageError | undefined {
  try {
    decodeToFlowKernel(data)
    return undefined
  } catch (error) {
    if (error instanceof FlowMessageError) return error
    throw error
  }
}
