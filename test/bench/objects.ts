/**
 * A million row objects written as a result and read again, beside V8's own `serialize` and `deserialize` in the same run, in
 * turn. Time is that of the processor, of all threads, which says more than the clock on a busy machine.
 * Run: `node --expose-gc test/bench/objects.ts [rows, 1000000] [rounds, 3]`
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { deserialize, serialize } from "node:v8"
import { ResultFolder } from "../../kernel/runtime/value/resultFolder.ts"
import { loadValue, storeValue } from "../../kernel/runtime/value/store.ts"
import { plainContext } from "./plainContext.ts"

const count = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 3)

const lists: Readonly<Record<string, () => unknown[]>> = {
  "id, text, number, flag": () => rowsOf((id) => ({ id, name: `trip ${id}`, cost: id / 7, paid: id % 2 === 0 })),
  "with gaps and categories": () =>
    rowsOf((id) => ({
      id,
      zone: `zone ${id % 265}`,
      tip: id % 3 === 0 ? null : id / 9,
      ...(id % 5 === 0 && { note: "late" }),
    })),
  "with lists and dates": () => rowsOf((id) => ({ id, when: new Date(id * 1_000), tags: [id % 7, id % 11] })),
}

function rowsOf(row: (id: number) => object): unknown[] {
  return Array.from({ length: count }, (_, id) => row(id))
}

/** Seconds of the processor. */
async function cost(action: () => unknown): Promise<number> {
  globalThis.gc?.()
  const before = process.cpuUsage()
  await action()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function least(times: readonly number[]): number {
  return Math.min(...times)
}

const folder = await mkdtemp(join(tmpdir(), "tsnb-bench-"))
try {
  console.log(`${count} objects, seconds of CPU, the least of ${rounds} rounds`)
  for (const [name, make] of Object.entries(lists)) await report(name, make())
} finally {
  await rm(folder, { recursive: true })
}

async function report(name: string, list: unknown[]): Promise<void> {
  const times = { write: [] as number[], read: [] as number[], serialize: [] as number[], deserialize: [] as number[] }
  let [size, peerSize] = [0, 0]
  for (let round = 0; round < rounds; round++) {
    const results = new ResultFolder(join(folder, `${name} ${round}`))
    let bytes: Buffer = Buffer.alloc(0)
    times.serialize.push(await cost(() => (bytes = serialize(list))))
    times.deserialize.push(await cost(() => deserialize(bytes)))
    peerSize = bytes.length
    let reference: Awaited<ReturnType<typeof storeValue>> | undefined
    times.write.push(await cost(async () => (reference = await storeValue(list, name, plainContext, results))))
    if (!reference) throw new Error("nothing was written")
    const { packedSize } = reference
    size = packedSize
    const written = reference
    times.read.push(await cost(() => loadValue(written, plainContext, results)))
  }
  const [own, peer] = [least(times.write) + least(times.read), least(times.serialize) + least(times.deserialize)]
  const seconds = Object.entries(times).map(([what, all]) => `${what} ${least(all).toFixed(2)}`)
  console.log(
    `${name.padEnd(26)} ${seconds.join("  ")}  ratio ${(own / peer).toFixed(2)}  size ${(size / peerSize).toFixed(2)}`,
  )
}
