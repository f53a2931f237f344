import type { NumberedEvent } from "../../../kernel/flow/events.ts"
import { expect, test } from "vitest"
import { EventOrder } from "../../../webview/model/eventOrder.ts"

function numbered(...sequences: readonly number[]): readonly NumberedEvent[] {
  return sequences.map((sequence) => ({
    sequence,
    event: { type: "flowStateChanged", run: "r", time: sequence, state: "running" },
  }))
}

type Step = [kind: "live" | "stored", ...sequences: number[]] | [kind: "expect"] | [kind: "end", last: number]

test.each<[what: string, steps: readonly Step[], taken: readonly number[]]>([
  [
    "live from the start",
    [
      ["live", 1, 2],
      ["live", 3],
    ],
    [1, 2, 3],
  ],
  ["from the store", [["expect"], ["stored", 1, 4], ["stored", 5], ["end", 7]], [1, 4, 5]],
  [
    "live while the store is read",
    [["expect"], ["live", 3, 4], ["stored", 1, 2, 3], ["live", 5], ["end", 3]],
    [1, 2, 3, 4, 5],
  ],
  [
    "live ones that the store had, but of another type",
    [["expect"], ["live", 2, 3], ["stored", 1], ["end", 2]],
    [1, 3],
  ],
  [
    "repeated ones",
    [
      ["live", 1, 2],
      ["live", 1, 2, 3],
    ],
    [1, 2, 3],
  ],
])("%s", (_, steps, taken) => {
  const times: number[] = []
  const order = new EventOrder(({ time }) => times.push(time))
  for (const [kind, ...numbers] of steps) {
    if (kind === "expect") order.expectStored()
    if (kind === "live") order.live(numbered(...numbers))
    if (kind === "stored") order.stored(numbered(...numbers))
    if (kind === "end") order.storedEnd(numbers[0] ?? 0)
  }
  expect(times).toEqual(taken)
})
