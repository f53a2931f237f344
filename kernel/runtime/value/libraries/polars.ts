import type { ForeignAdapter } from "../adapters.ts"
import { DecodeError } from "../errors.ts"

interface Frame {
  writeIPC(): Buffer
  getColumns(): readonly object[]
}

interface Polars {
  DataFrame(columns: readonly object[]): Frame
  readIPC(file: Buffer): Frame
}

/** DataFrame and Series of nodejs-polars: a byte for the kind, then an Arrow IPC file. */
export const polarsAdapter: ForeignAdapter = {
  name: "polars",
  module: "nodejs-polars",
  matches: (value) => isFrame(value) || isSeries(value),
  toBytes(value, module) {
    const frame = isSeries(value) ? polarsModule(module).DataFrame([value]) : value
    if (!isFrame(frame)) throw new TypeError("not a value of nodejs-polars")
    const file = frame.writeIPC()
    const bytes = new Uint8Array(1 + file.length)
    bytes[0] = isSeries(value) ? 1 : 0
    bytes.set(file, 1)
    return bytes
  },
  fromBytes(bytes, module) {
    const frame = polarsModule(module).readIPC(Buffer.from(bytes.subarray(1)))
    const found = bytes[0] === 1 ? frame.getColumns()[0] : frame
    if (!found) throw new DecodeError("The bytes of a stored value of nodejs-polars are damaged")
    return found
  },
}

/** Both are proxies without a class; this is how the library itself knows them. */
function isFrame(value: object): value is Frame {
  return Reflect.get(value, Symbol.toStringTag) === "DataFrame" && typeof Reflect.get(value, "writeIPC") === "function"
}

function isSeries(value: object): boolean {
  const tag: unknown = Reflect.get(value, Symbol.toStringTag)
  return typeof tag === "function" && Reflect.apply(tag, value, []) === "Series" && "_s" in value
}

function polarsModule(module: unknown): Polars {
  // Whatever is under this name in the notebook's node_modules; what is missing there throws at its use.
  return (module as { default: Polars }).default
}
