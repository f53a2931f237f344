import { version } from "../../installation.ts"
import { languageInfo } from "../languageInfo.ts"
import { protocolVersion } from "../wire/message.ts"
import type { Reply } from "./handler.ts"

/** Answers `kernel_info_request`: who this is, and what it can do. */
export function kernelInfo(): Reply {
  return {
    protocol_version: protocolVersion,
    implementation: "tsnb",
    implementation_version: version,
    language_info: languageInfo,
    banner: `tsnb ${version}: TypeScript on Node ${process.versions.node}`,
    debugger: false,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
    supported_features: ["kernel subshells"],
  }
}
