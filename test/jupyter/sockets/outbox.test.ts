import { setImmediate } from "node:timers/promises"
import { expect, test } from "vitest"
import { Outbox } from "../../../kernel/jupyter/sockets/outbox.ts"

test("Messages are sent one at a time in their order; one that fails is told, and doesn't hold up the next", async () => {
  const sent: string[] = []
  const failures: unknown[] = []
  let isBusy = false
  const outbox = new Outbox(
    {
      async send([frame]) {
        expect(isBusy).toBe(false)
        isBusy = true
        await setImmediate()
        isBusy = false
        if (String(frame) === "bad") throw new Error("no")
        sent.push(String(frame))
      },
    },
    (error) => failures.push(error),
  )
  for (const text of ["a", "bad", "b", "c"]) outbox.send([Buffer.from(text)])
  await outbox.drained()
  outbox.send([Buffer.from("d")])
  await outbox.drained()
  expect(sent).toEqual(["a", "b", "c", "d"])
  expect(failures).toHaveLength(1)
})
