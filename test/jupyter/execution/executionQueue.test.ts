import { expect, test } from "vitest"
import { ExecutionQueue } from "../../../kernel/jupyter/execution/executionQueue.ts"

function track(): { events: string[]; queue: ExecutionQueue; add: Add; done: Promise<void> } {
  const events: string[] = []
  const done = Promise.withResolvers<void>()
  const queue = new ExecutionQueue((error) => events.push(`failure ${String(error)}`))
  const add: Add = (name, subshell, end = () => false) => {
    queue.add({
      subshell,
      run: async () => {
        await Promise.resolve()
        events.push(`run ${name}`)
        if (name === "last") done.resolve()
        return end()
      },
      abort: () => {
        events.push(`abort ${name}`)
        if (name === "last") done.resolve()
      },
    })
  }
  return { events, queue, add, done: done.promise }
}

type Add = (name: string, subshell?: string, end?: () => boolean) => void

test("Cells run in their order, whatever their subshell", async () => {
  const { events, add, done } = track()
  add("a")
  add("b", "sub")
  add("last")
  await done
  expect(events).toEqual(["run a", "run b", "run last"])
})

test("A cell that stops gives up those behind it in its subshell, and no others", async () => {
  const { events, add, done } = track()
  add("a", undefined, () => true)
  add("b")
  add("c", "sub")
  add("d")
  add("last", "sub")
  await done
  expect(events).toEqual(["run a", "abort b", "abort d", "run c", "run last"])
})

test("A run that throws is told, and the next cells run", async () => {
  const { events, add, done } = track()
  add("a", undefined, () => {
    throw new Error("bug")
  })
  add("last")
  await done
  expect(events).toEqual(["run a", "failure Error: bug", "run last"])
})

test("After closing, nothing runs any more", async () => {
  const { events, add, queue, done } = track()
  add("a")
  add("b")
  queue.close()
  add("last")
  await done
  expect(events.filter((event) => event.startsWith("abort"))).toEqual(["abort b", "abort last"])
})
