/**
 * Writing and reading results in MB/s, beside a plain copy of a file with the same bytes in the same run.
 * Run: `node test/bench/values.ts [milliseconds for each, 2000]`
 */
import { randomFillSync } from "node:crypto"
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ResultFolder } from "../../kernel/runtime/value/resultFolder.ts"
import { loadValue, storeValue } from "../../kernel/runtime/value/store.ts"
import { decodeValue, encodeValue } from "../../kernel/runtime/value/value.ts"
import { DataFrame } from "danfojs-node"
import { plainContext as context } from "./plainContext.ts"

const budget = Number(process.argv[2] ?? 2000)
/** The median of the times that an action takes, in milliseconds, over the budget and at least 3 times. */
async function median(action: () => Promise<unknown>, prepare?: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let sum = 0; times.length < 3 || (sum < budget && times.length < 20_000);) {
    await prepare?.()
    const start = performance.now()
    await action()
    const time = performance.now() - start
    times.push(time)
    sum += time
  }
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? NaN
}

const rows = 68_000

function taxiFrame(): DataFrame {
  return new DataFrame(
    Array.from({ length: rows }, (_, row) => [
      String((row * 7919) % 265),
      String((row * 104_729) % 265),
      Math.round(((row * 31) % 3000) / 1.7) / 100,
      ((row * 17) % 3540) / 60,
    ]),
    { columns: ["PULocationID", "DOLocationID", "trip_distance", "duration"] },
  )
}

const random = new Float64Array(12_500_000)
randomFillSync(new Uint8Array(random.buffer))

const values: readonly (readonly [name: string, value: unknown])[] = [
  ["a number", 42],
  ["a small object", { rmse: 5.15, rounds: 100, best: { depth: 30, seed: 42 } }],
  [
    "68,000 objects",
    Array.from({ length: rows }, (_, id) => ({ id, name: `trip ${id}`, cost: id / 7, paid: id % 2 === 0 })),
  ],
  ["68,000 strings", Array.from({ length: rows }, (_, row) => `${(row * 7919) % 265}_${(row * 104_729) % 265}`)],
  ["68,000 dates", Array.from({ length: rows }, (_, row) => new Date(1_700_000_000_000 + row * 1000))],
  ["frame of 68,000 rows", taxiFrame()],
  ["a million numbers", Array.from({ length: 1_000_000 }, (_, index) => Math.sin(index))],
  ["100 MB noise", random],
  ["100 MB of integers", new Float64Array(12_500_000).map((_, index) => index % 1000)],
]

const folder = await mkdtemp(join(tmpdir(), "tsnb-bench-"))
try {
  console.log(
    ["value", "bytes", "encode ms", "decode ms", "write ms (MB/s)", "read ms (MB/s)", "file copy ms (MB/s)"].join(
      " | ",
    ),
  )
  for (const [name, value] of values) await report(name, value)
} finally {
  await rm(folder, { recursive: true })
}

async function report(name: string, value: unknown): Promise<void> {
  const results = new ResultFolder(join(folder, "results"))
  const { bytes } = await encodeValue(value, name, context)
  const plain = join(folder, "plain")
  await writeFile(plain, bytes)
  const encode = await median(() => encodeValue(value, name, context))
  const decode = await median(() => decodeValue(bytes, context))
  const clear = (): Promise<void> => rm(join(folder, "results"), { recursive: true, force: true })
  const isLarge = bytes.length > 4096
  const write = await median(() => storeValue(value, name, context, results), isLarge ? clear : undefined)
  const reference = await storeValue(value, name, context, results)
  const read = await median(() => loadValue(reference, context, results))
  const target = join(folder, "copy")
  const copy = await median(
    () => copyFile(plain, target),
    () => rm(target, { force: true }),
  )
  const size = `${bytes.length} (${reference.packedSize} ${reference.encoding})`
  console.log(
    [name, size, milliseconds(encode), milliseconds(decode), ...[write, read, copy].map(rate(bytes.length))].join(
      " | ",
    ),
  )
}

function milliseconds(time: number): string {
  return time.toFixed(time < 1 ? 4 : 1)
}

function rate(bytes: number) {
  return (time: number): string => `${milliseconds(time)} (${(bytes / 1000 / time).toFixed(0)})`
}
