import { formatVersion } from "../runtime/value/format.ts"

/**
 * What of Node and the machine is part of every key. A patch of Node mends and changes no result; where native code took
 * part, an attempt's trace has the whole version.
 */
export function runtimeKey({ version, platform, arch }: Pick<NodeJS.Process, "version" | "platform" | "arch">): string {
  const [release = version] = /^v\d+\.\d+/.exec(version) ?? []
  return `node ${release} ${platform} ${arch}, values ${formatVersion}`
}
