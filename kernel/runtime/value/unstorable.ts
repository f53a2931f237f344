import { types } from "node:util"
import { isOutOfBounds } from "./memory.ts"
import { className } from "./prototypes.ts"

/** Why a value can't be stored, as UnstorableError puts it. */
export interface Problem {
  /** To be read after "is". */
  what: string
  /** One or two sentences. */
  advice: string
}

/** Stands in an advice for the code that reaches the value. */
const itself = "\0"
const plainCell = "make it in a plain cell"
const returnData = `Return plain data, or ${plainCell}.`

/**
 * What a value is that can't be stored, and what to do instead.
 * @param path the code that reaches it
 */
export function describeUnstorable(value: unknown, path: string): Problem {
  const { what, advice } = describe(value)
  return { what, advice: advice.replaceAll(itself, () => path) }
}

/** Whether it is one of the kinds of values that are known not to be storable. */
export function isKnownUnstorable(value: object): boolean {
  return describeKnown(value) !== undefined
}

function describe(value: unknown): Problem {
  if (typeof value === "function") return { what: describeFunction(value), advice: returnData }
  if (typeof value === "symbol") return { what: `a symbol (${String(value)})`, advice: symbolAdvice }
  if (typeof value !== "object" || value === null)
    return { what: `of the unknown type ${typeof value}`, advice: returnData }
  return describeKnown(value) ?? describeInstance(value)
}

/** What to do instead of storing something, by what it is called here. */
export function adviceFor(what: string): string {
  const known = kinds.find((kind) => kind.what === what)
  if (known) return known.advice.replaceAll(itself, "query")
  const [, name] = /^an instance of the class (.+)$/.exec(what) ?? []
  if (name !== undefined) return instanceAdvice(name)
  return what === "a symbol" ? symbolAdvice : returnData
}

const symbolAdvice = "Use a string instead."

const classSource = /^class\b/

function describeFunction(value: Function): string {
  const source = Function.prototype.toString.call(value)
  if (classSource.test(source)) return value.name === "" ? "a class" : `the class ${value.name}`
  return "a function"
}

interface Kind extends Problem {
  matches(value: object): boolean
}

function hasMethods(...names: readonly string[]) {
  return (value: object): boolean => names.every((name) => typeof Reflect.get(value, name) === "function")
}

function isGoneMemory(value: object): boolean {
  if (ArrayBuffer.isView(value)) return isGoneMemory(value.buffer) || isOutOfBounds(value)
  return types.isArrayBuffer(value) && value.detached
}

const isStream = (value: object): boolean => hasMethods("pipe", "on")(value) || hasMethods("write", "end", "on")(value)
const isTensor = (value: object): boolean => hasMethods("dataSync", "arraySync", "dispose")(value)
const isFileHandle = (value: object): boolean => className(value) === "FileHandle" && "fd" in value

const kinds: readonly Kind[] = [
  { matches: types.isPromise, what: "a promise", advice: "Put `await` before it." },
  {
    matches: types.isGeneratorObject,
    what: "a generator",
    advice: "Make an array of it: `[...generator]`, or `await Array.fromAsync(generator)`.",
  },
  {
    matches: (value) => types.isMapIterator(value) || types.isSetIterator(value),
    what: "an iterator",
    advice: "Make an array of it: `[...iterator]`.",
  },
  { matches: types.isWeakMap, what: "a WeakMap, whose entries can't be listed", advice: "Use a Map instead." },
  { matches: types.isWeakSet, what: "a WeakSet, whose elements can't be listed", advice: "Use a Set instead." },
  { matches: (value) => value instanceof WeakRef, what: "a WeakRef", advice: "Store what it refers to." },
  {
    matches: (value) =>
      types.isSharedArrayBuffer(value) || (ArrayBuffer.isView(value) && types.isSharedArrayBuffer(value.buffer)),
    what: "memory shared between threads",
    advice: "Store a copy: `new Uint8Array(shared).slice()`.",
  },
  {
    matches: isGoneMemory,
    what: "memory that was transferred away or shrunk, so its content is gone",
    advice: "Store it before it is transferred, or store a copy.",
  },
  {
    matches: types.isExternal,
    what: "a pointer of native code, which means nothing in another process",
    advice: `Store what it points to (save a model to bytes), or ${plainCell}.`,
  },
  {
    matches: types.isModuleNamespaceObject,
    what: "a module",
    advice: "Import it in each cell that uses it, or in a plain cell.",
  },
  {
    matches: (value) => types.isKeyObject(value) || types.isCryptoKey(value),
    what: "a key of node:crypto",
    advice: `Export it (\`key.export(…)\`) and mind where the result is kept, or ${plainCell}.`,
  },
  {
    matches: (value) => value instanceof MessagePort || value instanceof BroadcastChannel,
    what: "a message channel of this process",
    advice: `Store the messages, or ${plainCell}.`,
  },
  {
    matches: (value) => value instanceof Blob,
    what: "a Blob, whose content isn't at hand",
    advice: "Store its bytes: `new Uint8Array(await blob.arrayBuffer())`.",
  },
  {
    matches: (value) => value instanceof ReadableStream || value instanceof WritableStream || isStream(value),
    what: "a stream or an open connection",
    advice: `Store what was read from it, or ${plainCell}.`,
  },
  { matches: isFileHandle, what: "an open file", advice: "Store its path or what was read from it." },
  {
    matches: (value) =>
      Reflect.get(value, Symbol.toStringTag) === "LazyDataFrame" || hasMethods("collect", "fetch", "lazy")(value),
    what: "a query of polars that hasn't run",
    advice: `Run it: \`await ${itself}.collect()\`.`,
  },
  {
    matches: hasMethods("getRowObjects", "readAll"),
    what: "a result that DuckDB still holds",
    advice: "Store its rows: `reader.getRowObjects()`, or `getRowObjectsJS()` for plain JavaScript values.",
  },
  {
    matches: isTensor,
    what: "a tensor, whose numbers are held outside the value",
    advice: "Store its numbers: `{ shape: tensor.shape, data: tensor.dataSync() }`.",
  },
]

function describeKnown(value: object): Problem | undefined {
  return kinds.find((kind) => kind.matches(value))
}

function describeInstance(value: object): Problem {
  if (types.isSymbolObject(value)) return { what: "a symbol object", advice: symbolAdvice }
  const name = className(value)
  if (Array.isArray(value) && (name === undefined || name === "Object")) {
    return { what: "a list whose prototype was replaced", advice: "Return a plain copy: `Array.from(list)`." }
  }
  if (name === undefined || name === "Object") {
    return {
      what: "an object with a prototype of its own, which would be lost",
      advice: `Return a plain object, or make it an instance of a class with the methods ${methods}, or ${plainCell}.`,
    }
  }
  const what = `an instance of the class ${name}`
  if (types.isMap(value) || types.isSet(value)) {
    const container = types.isMap(value) ? "Map" : "Set"
    return { what, advice: `Store a plain copy, new ${container}(${itself}), or ${plainCell}.` }
  }
  return { what, advice: instanceAdvice(name) }
}

/** What to do instead of storing an instance of a class that doesn't say how. */
export function instanceAdvice(name: string): string {
  return `Return plain data, say how to keep it with serializer(${name}, { store, revive }) in a plain cell, or ${plainCell}.`
}

/** An error that its class doesn't let be made again. @param why to be read after the class's name */
export function describeError(error: object, why: string): Problem {
  const name = className(error) ?? "?"
  return { what: `an error of the class ${name}, ${why}`, advice: instanceAdvice(name) }
}

/** The two methods that make instances storable, as they are written in a class. */
const methods = `[Symbol.for("tsnb.store")]() and static [Symbol.for("tsnb.revive")](stored)`
