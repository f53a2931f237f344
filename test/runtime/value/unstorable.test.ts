import { createHmac, generateKeyPairSync, webcrypto } from "node:crypto"
import { open } from "node:fs/promises"
import { Socket } from "node:net"
import { Readable } from "node:stream"
import { compileFunction, constants } from "node:vm"
import { inspect } from "node:util"
import { afterAll, describe, expect, test } from "vitest"
import { tensorflow } from "danfojs-node"
import { UnstorableError } from "../../../kernel/runtime/value/errors.ts"
import { encodeValue } from "../../../kernel/runtime/value/value.ts"
import { Model } from "./classes.ts"
import { contextWith, noClasses } from "./context.ts"

const file = await open(import.meta.filename)
const { port1, port2 } = new MessageChannel()
afterAll(async () => {
  await file.close()
  port1.close()
  port2.close()
})

function* generate(): Generator<number> {
  yield 1
}

const named = function activate(): void {}

function detached(): ArrayBuffer {
  const memory = new ArrayBuffer(8)
  structuredClone(memory, { transfer: [memory] })
  return memory
}

/** A namespace from Node's own loader; vitest's are objects of its own. */
function realNamespace(): Promise<unknown> {
  const options = { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }
  return Promise.resolve<unknown>(compileFunction("return import('node:os')", [], options)())
}

class Stack extends Array<number> {}
class Config extends Map<string, number> {}
class Bytes extends Uint8Array {}
class Prices extends Float64Array {}
class Frame {
  readonly name = "frame"
}
const framePrototype: object = Object.create(DataView.prototype, { constructor: { value: Frame } })
class Block extends ArrayBuffer {}
class Word extends String {}
class Amount extends Number {}

/** What a view becomes when its memory is made smaller than its place. */
function shrunk<View>(make: (memory: ArrayBuffer) => View): View {
  const memory = new ArrayBuffer(16, { maxByteLength: 16 })
  const view = make(memory)
  memory.resize(4)
  return view
}

const cases: readonly (readonly [name: string, value: unknown, message: string])[] = [
  [
    "function",
    () => 1,
    "The value 'model' can't be stored: it is a function. Return plain data, or make it in a plain cell.",
  ],
  ["class", Model, "it is the class Model"],
  ["symbol", Symbol("x"), "it is a symbol (Symbol(x))"],
  ["boxed symbol", Object(Symbol("x")), "it is a symbol object"],
  ["function in a plain object", { predict: named }, "can't be stored: model.predict is a function"],
  ["deep", { layers: [1, 2, 3, { activate: named }] }, "model.layers[3].activate is a function"],
  ["odd key", { "a b": { 1: named } }, `model["a b"]["1"] is a function`],
  ["symbol key", { [Symbol.for("Jupyter.display")]: named }, `model[Symbol.for("Jupyter.display")] is a function`],
  ["in a Map", new Map([["k", named]]), `model.get("k") is a function`],
  ["Map's key", new Map([[named, 1]]), "[...model.keys()][0] is a function"],
  [
    "value of an object key",
    new Map<unknown, unknown>([
      [1, 2],
      [{}, named],
    ]),
    "[...model.values()][1] is a function",
  ],
  ["in a Set", new Set([1, named]), "[...model][1] is a function"],
  ["in an error", new Error("no", { cause: { retry: named } }), "model.cause.retry is a function"],
  ["name of an array", Object.assign([1], { raw: named }), "model.raw is a function"],
  ["in a sparse array", Object.assign(Array(9), { 7: named }), "model[7] is a function"],
  [
    "class instance",
    { net: new Model() },
    "model.net is an instance of the class Model. Return plain data, say how to keep it with serializer(Model, { store, revive }) in a plain cell, or make it in a plain cell.",
  ],
  ["subclass of Array", Stack.of(1), "it is an instance of the class Stack"],
  [
    "subclass of Map",
    new Config(),
    "it is an instance of the class Config. Store a plain copy, new Map(model), or make",
  ],
  [
    "subclass of Uint8Array",
    new Bytes(3),
    "it is an instance of the class Bytes. Return plain data, say how to keep it with serializer(Bytes, { store, revive })",
  ],
  ["subclass of Float64Array", [Prices.of(1)], "model[0] is an instance of the class Prices"],
  [
    "subclass of Buffer",
    Object.setPrototypeOf(Buffer.alloc(2), class Text extends Buffer {}.prototype),
    "the class Text",
  ],
  [
    "subclass of DataView",
    Object.setPrototypeOf(new DataView(new ArrayBuffer(3)), framePrototype),
    "it is an instance of the class Frame",
  ],
  ["subclass of ArrayBuffer", new Block(3), "it is an instance of the class Block"],
  ["object with a prototype", Object.create({ inherited: 1 }), "it is an object with a prototype of its own"],
  ["subclass of String", new Word("a"), "it is an instance of the class Word"],
  ["subclass of Number", [new Amount(1)], "model[0] is an instance of the class Amount"],
  [
    "array with another prototype",
    Object.setPrototypeOf([1], Object.prototype),
    "it is a list whose prototype was replaced",
  ],
  ["array without a prototype", Object.setPrototypeOf([1], null), "it is a list whose prototype was replaced"],
  ["texts of a template", { t: ((texts: TemplateStringsArray) => texts)`a\n` }, "model.t is the texts of a template"],
  ["promise", { a: Promise.resolve(1) }, "model.a is a promise. Put `await` before it."],
  ["generator", generate(), "it is a generator"],
  ["iterator", new Map().keys(), "it is an iterator"],
  ["WeakMap", new WeakMap(), "it is a WeakMap"],
  ["WeakSet", new WeakSet(), "it is a WeakSet"],
  ["WeakRef", new WeakRef({}), "it is a WeakRef"],
  ["shared memory", new SharedArrayBuffer(8), "it is memory shared between threads"],
  [
    "view of shared memory",
    { a: new Int32Array(new SharedArrayBuffer(8)) },
    "model.a is memory shared between threads",
  ],
  ["detached memory", detached(), "it is memory that was transferred away"],
  [
    "view of detached memory",
    [1].map(() => {
      const view = new Uint8Array(8)
      structuredClone(view, { transfer: [view.buffer] })
      return view
    }),
    "model[0] is memory that was transferred away",
  ],
  ...Object.entries<unknown>({
    "view out of bounds": shrunk((memory) => new Uint8Array(memory, 8, 4)),
    "wider view out of bounds": shrunk((memory) => new BigInt64Array(memory, 0, 2)),
    "view out of bounds that follows the length": shrunk((memory) => new Float32Array(memory, 8)),
    "DataView out of bounds": shrunk((memory) => new DataView(memory, 8, 4)),
  }).map(([name, view]) => [name, { view }, "model.view is memory that was transferred away or shrunk"] as const),
  ["stream", Readable.from(["a"]), "it is a stream or an open connection"],
  ["web stream", new ReadableStream(), "it is a stream or an open connection"],
  ["socket", new Socket(), "it is a stream or an open connection"],
  ["hash", createHmac("sha256", "key"), "it is a stream or an open connection"],
  ["open file", file, "it is an open file"],
  ["message port", port1, "it is a message channel"],
  ["key", generateKeyPairSync("ed25519").privateKey, "it is a key of node:crypto"],
  [
    "web key",
    await webcrypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, ["sign"]),
    "it is a key of node:crypto",
  ],
  ["module", { os: await realNamespace() }, "model.os is a module"],
  ["Blob", new Blob(["a"]), "it is a Blob"],
  ["tensor", { t: tensorflow.tensor1d([1, 2]) }, "model.t is a tensor"],
  ["formatter", new Intl.NumberFormat("en"), "it is an instance of the class NumberFormat"],
  [
    "a query of polars, which is an object of functions",
    { best: { [Symbol.toStringTag]: "LazyDataFrame", collect: named, [inspect.custom]: named } },
    "model.best is a query of polars that hasn't run. Run it: `await model.best.collect()`.",
  ],
  ["the global object", globalThis, "can't be stored"],
  ["process", process, "can't be stored"],
  [
    "throwing getter",
    {
      a: {
        get b() {
          throw new Error("boom")
        },
      },
    },
    "is not readable: boom",
  ],
  [
    "revoked Proxy",
    [1].map(() => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    }),
    "model[0] is not readable",
  ],
]

describe("what can't be stored is named, with what to do", () => {
  test.each(cases)("%s", async (_, value, message) => {
    const failure = encodeValue(value, "model", noClasses)
    await expect(failure).rejects.toThrow(UnstorableError)
    await expect(failure).rejects.toThrow(message)
  })

  test("the path is a property of the error", async () => {
    await expect(encodeValue({ a: [named] }, "x", noClasses)).rejects.toMatchObject({ path: "x.a[0]" })
  })

  test("a long path is cut in the middle", async () => {
    let deep: unknown = named
    for (let level = 0; level < 100_000; level++) deep = { next: deep }
    const failure = encodeValue(deep, "list", noClasses)
    await expect(failure).rejects.toThrow(/list\.next\.next\.next\.next\.next\.next … \.next/)
    await expect(failure).rejects.toSatisfy((error) => String(error).length < 300)
  })

  test("a failure leaves nothing behind for the next value", async () => {
    await expect(encodeValue([1, "a", named], "x", noClasses)).rejects.toThrow(UnstorableError)
    const { bytes } = await encodeValue([1, "a"], "x", contextWith())
    expect(bytes).toEqual((await encodeValue([1, "a"], "y", noClasses)).bytes)
  })
})
