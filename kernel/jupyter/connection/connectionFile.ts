import { getHashes } from "node:crypto"
import { readFileSync } from "node:fs"
import { channelNames, type ChannelName, type Connection } from "./connection.ts"
import { errorMessage } from "../../errorMessage.ts"
import { isObject } from "../../isObject.ts"

/** The connection file that a front end gave can't be used; the message says what is wrong with it. */
export class ConnectionFileError extends Error {
  override readonly name = "ConnectionFileError"

  constructor(file: string, what: string) {
    super(
      `The connection file ${file} ${what}. A front end writes this file and gives it to the kernel: ` +
        "start the kernel from Jupyter or VS Code, or with `jupyter console --kernel tsnb`.",
    )
  }
}

/**
 * Reads the file in which a front end says where the kernel has to listen.
 * @throws {ConnectionFileError} when there is no such file, or it isn't of the form
 */
export function readConnectionFile(file: string): Connection {
  return decodeConnection(file, parse(file, read(file)))
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    throw new ConnectionFileError(file, `can't be read (${errorMessage(error)})`)
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What the parser says would quote the file, and with it the key.
    throw new ConnectionFileError(file, "isn't JSON")
  }
}

function decodeConnection(file: string, content: unknown): Connection {
  if (!isObject(content)) throw new ConnectionFileError(file, "isn't a JSON object")
  const fields = new Map<string, unknown>(Object.entries(content))
  const transport = fields.get("transport") ?? "tcp"
  if (transport !== "tcp" && transport !== "ipc") {
    throw new ConnectionFileError(file, `asks for the transport ${JSON.stringify(transport)}; there are tcp and ipc`)
  }
  const ip = fields.get("ip")
  if (typeof ip !== "string" || ip === "") throw new ConnectionFileError(file, "has no 'ip'")
  const key = fields.get("key") ?? ""
  if (typeof key !== "string") throw new ConnectionFileError(file, "has a 'key' that isn't text")
  const curve = curveOf(file, fields)
  const ports = portsOf(file, fields, transport)
  return { transport, ip, ports, key, hash: hashOf(file, fields), ...(curve && { curve }) }
}

function portsOf(
  file: string,
  fields: ReadonlyMap<string, unknown>,
  transport: Connection["transport"],
): Readonly<Record<ChannelName, number>> {
  const highest = transport === "tcp" ? 65_535 : Number.MAX_SAFE_INTEGER
  const port = (channel: ChannelName): number => {
    const value = fields.get(`${channel}_port`)
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= highest) return value
    throw new ConnectionFileError(
      file,
      `has no port for '${channel}_port' (it says ${JSON.stringify(value) ?? "nothing"})`,
    )
  }
  const ports = {
    shell: port("shell"),
    control: port("control"),
    iopub: port("iopub"),
    stdin: port("stdin"),
    hb: port("hb"),
  }
  if (new Set(Object.values(ports)).size < channelNames.length) {
    throw new ConnectionFileError(file, "gives one port to two channels")
  }
  return ports
}

function hashOf(file: string, fields: ReadonlyMap<string, unknown>): string {
  const scheme = fields.get("signature_scheme") ?? "hmac-sha256"
  const hash = typeof scheme === "string" && scheme.startsWith("hmac-") ? scheme.slice("hmac-".length) : undefined
  if (hash !== undefined && getHashes().includes(hash)) return hash
  throw new ConnectionFileError(file, `asks for the signature scheme ${JSON.stringify(scheme)}; use hmac-sha256`)
}

function curveOf(file: string, fields: ReadonlyMap<string, unknown>): Connection["curve"] {
  const [publicKey, secretKey] = [fields.get("curve_publickey"), fields.get("curve_secretkey")]
  if ((publicKey ?? secretKey ?? undefined) === undefined) return undefined
  if (isCurveKey(publicKey) && isCurveKey(secretKey)) return { publicKey, secretKey }
  // Going on in the clear would be worse than not at all.
  throw new ConnectionFileError(file, "has keys for encryption that aren't a pair of 40 characters each")
}

function isCurveKey(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-zA-Z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/.test(value)
}
