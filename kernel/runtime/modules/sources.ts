import { dirname, extname } from "node:path"
import { transpile, usesLanguageSettings, type LanguageSettings } from "../../cell/transpile.ts"
import { bytesHash } from "../trace/contentHash.ts"
import { untraced } from "../trace/untraced.ts"
import { isEsModuleScript, isTranspiled, sourceFormat } from "./format.ts"
import { languageSettingsFor } from "./project.ts"
import { stateOf, unknownState, type ModuleState } from "./state/moduleState.ts"

/** What was made of the file of a local module. */
export interface MadeSource {
  /** Of the file's content. */
  hash: string
  /** Set for what tsnb turns into JavaScript itself. */
  transpiled?: { format: "module" | "commonjs"; code: string }
  state: ModuleState
  /** Whether the nearest package.json says if it is an ES module or CommonJS. */
  restsOnManifest?: boolean
  /** Whether a tsconfig.json has a say in what it becomes. */
  restsOnProject?: boolean
}

/** Makes JavaScript of local modules, and looks for what they keep: once for each content, since many are loaded often. */
export class ModuleSources {
  readonly #made = new Map<string, MadeSource & { language: string }>()

  /** @param path absolute */
  make(path: string, content: Uint8Array): MadeSource {
    const hash = bytesHash(content)
    const known = this.#made.get(path)
    if (known?.hash === hash && (!known.restsOnProject || known.language === settingsText(path))) return known
    const made = { hash, ...makeOf(path, content) }
    this.#made.set(path, { ...made, language: made.restsOnProject ? settingsText(path) : "" })
    return made
  }

  /** Whether a local file (absolute path) is an ES module. One that can't be read or has syntax errors isn't. */
  isEsModule(path: string): boolean {
    try {
      const content = untraced.readFileSync(path)
      if (isTranspiled(path)) return this.make(path, content).transpiled?.format === "module"
      return isEsModuleScript(path, () => new TextDecoder().decode(content))
    } catch {
      return false
    }
  }
}

/**
 * What the project of a local module says about how its source becomes JavaScript.
 * @returns nothing when the source has nothing that this is about
 */
export function languageOf(path: string, source: string): LanguageSettings | undefined {
  return usesLanguageSettings(source) ? languageSettingsFor(source, dirname(path)) : undefined
}

function settingsText(path: string): string {
  return JSON.stringify(languageSettingsFor("", dirname(path)))
}

function makeOf(path: string, content: Uint8Array): Omit<MadeSource, "hash"> {
  const extension = extname(path)
  // Node loads native code once in a process.
  if (extension === ".node") return { state: { ...unknownState, outward: { ...unknownState.outward, atLoad: true } } }
  // Whoever imports JSON may change the object.
  if (extension === ".json" || extension === ".wasm") return { state: unknownState }
  const source = new TextDecoder().decode(content)
  if (!isTranspiled(path)) return { state: stateOf(source), restsOnManifest: extension === ".js" }
  let restsOnManifest = false
  const format = sourceFormat(path, source, () => {
    restsOnManifest = true
  })
  const language = languageOf(path, source)
  const { code } = transpile(source, path, { commonjs: format === "commonjs", ...(language && { language }) })
  return {
    transpiled: { format, code },
    state: stateOf(code),
    restsOnManifest,
    ...(language && { restsOnProject: true }),
  }
}
