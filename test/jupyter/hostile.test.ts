import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { capability, curveKeyPair, Dealer, XSubscriber } from "zeromq"
import { expect, test } from "vitest"
import {
  addressOf,
  channelNames,
  type ChannelName,
  type Connection,
} from "../../kernel/jupyter/connection/connection.ts"
import { resultOf, type Client } from "./client.ts"
import { KernelProcess } from "./kernelProcess.ts"
import { freeConnection, startKernel } from "./kernels.ts"

type Frames = (string | Buffer)[]

/** Ways of spoiling a good message, each with some chance in it. */
const spoilers: readonly ((frames: Frames, random: () => number) => Frames)[] = [
  // Unsigned, wrongly signed, signed for something else.
  (frames) => frames.with(1, ""),
  (frames) => frames.with(1, randomBytes(32).toString("hex")),
  (frames) => frames.with(5, '{"code":"values.evil = true"}'),
  // Truncated: some parts, or the end of one.
  (frames, random) => frames.slice(0, Math.floor(random() * frames.length)),
  (frames, random) => {
    const index = Math.floor(random() * frames.length)
    const frame = Buffer.from(frames[index] ?? "")
    return frames.with(index, frame.subarray(0, Math.floor(random() * frame.length)))
  },
  // Malformed: bytes changed, parts exchanged, repeated, emptied, of nothing but noise.
  (frames, random) => {
    const index = Math.floor(random() * frames.length)
    const frame = Buffer.from(frames[index] ?? "")
    const place = Math.floor(random() * frame.length)
    frame[place] = (frame[place] ?? 0) ^ (1 + Math.floor(random() * 255))
    return frames.with(index, frame)
  },
  (frames) => frames.toReversed(),
  (frames) => ["<IDS|MSG>", ...frames],
  (frames) => frames.map(() => ""),
  (frames, random) => frames.map(() => randomBytes(Math.floor(random() * 500))),
  () => [randomBytes(20_000)],
  () => Array.from({ length: 200 }, () => "x"),
]

/** The same sequence in each run, so that a failure can be looked into. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Sends what nobody should, to every socket in turn, from peers that come and go. */
async function attack(client: Client, connection: Connection, count: number, random: () => number): Promise<void> {
  const peers = new Map<ChannelName, Dealer | XSubscriber>()
  const types = [
    "execute_request",
    "comm_open",
    "input_reply",
    "shutdown_request",
    "interrupt_request",
    "complete_request",
  ]
  for (let index = 0; index < count; index++) {
    const channel = channelNames[index % channelNames.length] ?? "shell"
    if (index % 500 < channelNames.length) {
      peers.get(channel)?.close()
      const peer = channel === "iopub" ? new XSubscriber({ linger: 1_000 }) : new Dealer({ linger: 1_000 })
      peer.connect(addressOf(connection, channel))
      peers.set(channel, peer)
    }
    const type = types[Math.floor(random() * types.length)] ?? ""
    const spoil = spoilers[Math.floor(random() * spoilers.length)]
    const frames = spoil?.(
      client.frames(type, { code: "values.evil = true", comm_id: "x", target_name: "y", value: "z" }),
      random,
    )
    await peers.get(channel)?.send(frames && frames.length > 0 ? frames : [""])
  }
  for (const peer of peers.values()) peer.close()
}

async function memory(client: Client): Promise<number> {
  return Number(
    resultOf((await client.execute("gc(); return process.memoryUsage().rss", { store_history: false })).published),
  )
}

test("10,000 malformed, unsigned and truncated messages to every socket neither stop the kernel nor fill its memory", async () => {
  await using kernel = await KernelProcess.start(["--expose-gc", join(import.meta.dirname, "scriptKernel.ts")])
  await using client = await kernel.connect()
  const random = sequence(4)
  await attack(client, kernel.connection, 10_000, random)
  // What is sent faster than it is looked at waits in ZeroMQ's memory: the first time it takes it, then it has it.
  const before = await memory(client)
  await attack(client, kernel.connection, 10_000, random)
  const growth = async (): Promise<number> => (await memory(client)) - before
  await expect.poll(growth, { interval: 200 }).toBeLessThan(40e6)

  expect(resultOf((await client.execute("return values.evil")).published)).toBe(undefined)
  expect((await client.request("control", "kernel_info_request")).reply.content["status"]).toBe("ok")
  await client.heartbeat.send("alive")
  expect(String(await client.heartbeat.receive())).toBe("alive")
  expect(kernel.errors).toContain("bad message")
  expect(kernel.errors.length).toBeLessThan(100_000)
})

test("A message that somebody recorded and sends again isn't carried out again", async () => {
  await using running = await startKernel()
  const { client } = running
  const frames = client.frames("execute_request", {
    code: "values.count = (values.count ?? 0) + 1; return values.count",
  })
  for (const channel of ["shell", "shell", "control"] as const) await client.dealers[channel].send(frames)
  // Each of the two sockets has answered what came after the replays.
  await client.request("control", "kernel_info_request")
  expect(resultOf((await client.execute("return values.count")).published)).toBe("1")
  expect(running.log.filter((line) => line.includes("it came before"))).toHaveLength(2)
})

test("Without a key, whatever signature is given, messages are taken", async () => {
  await using running = await startKernel(await freeConnection(""))
  const { client } = running
  const frames = client.frames("execute_request", { code: "values.unsigned = 1" }).with(1, "anything")
  await client.dealers.shell.send(frames)
  expect(resultOf((await client.execute("return values.unsigned")).published)).toBe("1")
})

test.skipIf(!capability.curve)("With keys for encryption, only who has them is heard", async () => {
  const connection = { ...(await freeConnection()), curve: curveKeyPair() }
  await using running = await startKernel(connection)
  expect(resultOf((await running.client.execute("return 1")).published)).toBe("1")

  const stranger = new Dealer({ linger: 0 })
  const refused = new Promise<void>((resolve) => stranger.events.on("handshake:error:protocol", () => resolve()))
  const dropped = new Promise<void>((resolve) => stranger.events.on("disconnect", () => resolve()))
  stranger.connect(addressOf(connection, "shell"))
  await Promise.race([refused, dropped])
  stranger.close()
})

test("A part that is too large costs its sender the connection, and nobody else", async () => {
  await using running = await startKernel()
  const { client, connection } = running
  const dealer = new Dealer({ linger: 0 })
  const gone = new Promise<void>((resolve) => dealer.events.on("disconnect", () => resolve()))
  dealer.connect(addressOf(connection, "hb"))
  await dealer.send(["", Buffer.alloc(1_000_000)])
  await gone
  dealer.close()
  await client.heartbeat.send("alive")
  expect(String(await client.heartbeat.receive())).toBe("alive")
})
