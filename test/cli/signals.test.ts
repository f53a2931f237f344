import { EventEmitter } from "node:events"
import { expect, test } from "vitest"
import { cancelNote, cancelOnSignals } from "../../kernel/cli/signals.ts"

function listen(): {
  source: EventEmitter
  at: (time: number) => void
  told: string[]
  cancellation: ReturnType<typeof cancelOnSignals>
} {
  const source = new EventEmitter()
  const told: string[] = []
  let time = 0
  const cancellation = cancelOnSignals({
    source,
    now: () => time,
    onCancel: () => told.push("cancel"),
    exit: (code) => told.push(`exit ${code}`),
  })
  return { source, told, cancellation, at: (next) => (time = next) }
}

test("the first signal cancels, the second ends at once", () => {
  const { source, at, told, cancellation } = listen()
  source.emit("SIGINT")
  expect(cancellation.signal.aborted).toBe(true)
  at(1_000)
  source.emit("SIGINT")
  expect(told).toEqual(["cancel", "exit 130"])
})

test("the same signal within a moment is one press", () => {
  const { source, at, told } = listen()
  source.emit("SIGINT")
  at(40)
  source.emit("SIGINT")
  expect(told).toEqual(["cancel"])
})

test("another signal ends at once, however soon", () => {
  const { source, told } = listen()
  source.emit("SIGINT")
  source.emit("SIGTERM")
  expect(told).toEqual(["cancel", "exit 130"])
})

test.each([
  ["SIGTERM", "SIGHUP"],
  ["SIGHUP", "SIGTERM"],
  ["SIGINT", "SIGHUP"],
  ["SIGHUP", "SIGHUP", "SIGTERM"],
])("a terminal that closes, or a container that stops, cancels once: %s, then %s", (...signals) => {
  const { source, at, told } = listen()
  for (const [index, signal] of signals.entries()) {
    at(1_000 * index)
    source.emit(signal)
  }
  expect(told).toEqual(["cancel"])
})

test("whoever insists is obeyed, whatever came before", () => {
  for (const signals of [
    ["SIGTERM", "SIGHUP", "SIGTERM"],
    ["SIGHUP", "SIGINT"],
    ["SIGTERM", "SIGHUP", "SIGINT"],
  ]) {
    const { source, at, told } = listen()
    for (const [index, signal] of signals.entries()) {
      at(1_000 * index)
      source.emit(signal)
    }
    expect(told).toEqual(["cancel", "exit 130"])
  }
})

test("after disposal signals do what they do by themselves", () => {
  const { source, told, cancellation } = listen()
  cancellation[Symbol.dispose]()
  source.emit("SIGTERM")
  expect([told, source.eventNames()]).toEqual([[], []])
})

test("only who pressed a key is told to press it again", () => {
  expect(cancelNote("SIGINT")).toContain("press Ctrl-C again")
  for (const name of ["SIGTERM", "SIGHUP"] as const) expect(cancelNote(name)).toBe("cancelling…")
})
