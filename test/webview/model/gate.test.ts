import { expect, test, vi } from "vitest"
import { Gate } from "../../../webview/model/gate.ts"

/** A gate, what changes behind it, and how many listen to that. */
function gated() {
  const listeners = new Set<() => void>()
  const gate = new Gate((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  })
  const change = (): void => {
    for (const listener of listeners) listener()
  }
  return { gate, change, listeners }
}

test("tells of each change while it is open", () => {
  const { gate, change } = gated()
  const told = vi.fn<() => void>()
  gate.add(told)
  change()
  change()
  expect(told).toHaveBeenCalledTimes(2)
})

test("tells nothing while it is closed, and once of all changes when it is opened", () => {
  const { gate, change } = gated()
  const told = vi.fn<() => void>()
  gate.add(told)
  gate.close()
  change()
  change()
  expect(told).toHaveBeenCalledTimes(0)
  gate.open()
  expect(told).toHaveBeenCalledTimes(1)
  gate.open()
  expect(told).toHaveBeenCalledTimes(1)
  change()
  expect(told).toHaveBeenCalledTimes(2)
})

test("says nothing when it is opened and nothing has changed", () => {
  const { gate } = gated()
  const told = vi.fn<() => void>()
  gate.add(told)
  gate.close()
  gate.open()
  expect(told).toHaveBeenCalledTimes(0)
})

test("listens only as long as somebody does", () => {
  const { gate, listeners } = gated()
  const [one, other] = [gate.add(() => undefined), gate.add(() => undefined)]
  expect(listeners.size).toBe(1)
  one()
  expect(listeners.size).toBe(1)
  other()
  expect(listeners.size).toBe(0)
})
