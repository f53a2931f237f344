import { version } from "../../installation.ts"
import { protocolVersion } from "../wire/message.ts"
import type { Reply } from "./handler.ts"

/** Answers `kernel_info_request`: who this is, and what it can do. */
export function kernelInfo(): Reply {
  return {
    protocol_version: protocolVersion,
    implementation: "tsnb",
    implementation_version: version,
    language_info: {
      name: "typescript",
      // The language's own version would cost loading it; nothing depends on it.
      version: "7.0",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `tsnb ${version}: TypeScript on Node ${process.versions.node}`,
    debugger: false,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
    supported_features: ["kernel subshells"],
  }
}
