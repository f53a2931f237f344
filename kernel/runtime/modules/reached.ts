import { readFileSync, realpathSync } from "node:fs"
import { dirname, extname, join } from "node:path"
import { specifiersIn } from "../../cell/specifiers.ts"
import { isObject } from "../../isObject.ts"
import { fallbackModules } from "../../installation.ts"
import { isWithin, packageFolderOf } from "../trace/paths.ts"
import { withoutTracing } from "../trace/untraced.ts"
import { localFile } from "./localFile.ts"
import { isPackageSpecifier, packageDescriptions, packageName } from "./resolution.ts"

/** Files whose text may name others. */
const code = /^\.(?:[cm]?[jt]s|[jt]sx|tsnb)$/

/**
 * The modules that a notebook's code reaches, told from the texts of it, of the local modules and of the packages'
 * descriptions: nothing is loaded. What a stored value names is loaded only when it is among these, since a store may be
 * somebody else's work.
 */
export class ReachedModules {
  readonly #folder: string
  /** Specifiers that were found to be reached, with the notebook's imports then. */
  #known: { imports: string; specifiers: Set<string> } = { imports: "", specifiers: new Set() }

  /** @param folder absolute path of the notebook's folder */
  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Whether a module is reached.
   * @param specifier how the notebook would import it
   * @param imports what the notebook's cells name in their imports
   */
  has(specifier: string, imports: readonly string[]): boolean {
    const key = JSON.stringify(imports)
    if (this.#known.imports !== key) this.#known = { imports: key, specifiers: new Set() }
    const { specifiers } = this.#known
    if (specifiers.has(specifier)) return true
    const isReached = withoutTracing(() => this.#search(specifier, imports))
    if (isReached) specifiers.add(specifier)
    return isReached
  }

  /** Whether tsnb brings the module along for notebooks that have none of their own, so that its code is tsnb's. */
  isOwn(specifier: string): boolean {
    if (!Object.hasOwn(fallbackModules, specifier)) return false
    return withoutTracing(() => packageFile(specifier, this.#folder) === undefined)
  }

  #search(wanted: string, imports: readonly string[]): boolean {
    const target = fileOf(wanted, this.#folder)
    const seen = new Set<string>()
    const queue = imports.map((specifier) => ({ specifier, folder: this.#folder }))
    // An array that grows while it is walked is walked to its new end.
    for (const { specifier, folder } of queue) {
      const key = `${folder}\0${specifier}`
      if (seen.has(key)) continue
      seen.add(key)
      if (specifier === wanted && target === undefined) return true
      const file = fileOf(specifier, folder)
      if (file !== undefined) {
        if (file === target) return true
        for (const next of specifiersOfFile(file)) queue.push({ specifier: next, folder: dirname(file) })
      } else if (isPackageSpecifier(specifier)) {
        const description = packageFile(specifier, folder)
        if (description === undefined) continue
        const packageFolder = dirname(description)
        // A linked package of the same project: its modules are known by their paths.
        const isLinked = packageFolderOf(packageFolder) === undefined
        if (isLinked && target !== undefined && isWithin(target, packageFolder)) return true
        for (const name of dependenciesIn(description)) queue.push({ specifier: name, folder: packageFolder })
      } else if (specifier.startsWith("#")) queue.push(...ownImports(specifier, folder))
    }
    return false
  }
}

/** The file that an import's path or URL means, links resolved; undefined for anything else. */
function fileOf(specifier: string, folder: string): string | undefined {
  const file = localFile(specifier, folder)
  try {
    return file === undefined ? undefined : realpathSync(file)
  } catch {
    // It went meanwhile: there is nothing to load either.
    return undefined
  }
}

function specifiersOfFile(file: string): readonly string[] {
  const isPackages = packageFolderOf(file) !== undefined
  return code.test(extname(file)) && !isPackages ? specifiersIn(readText(file)) : []
}

/** Absolute path of a package's description, links resolved. */
function packageFile(specifier: string, folder: string): string | undefined {
  const place = packageDescriptions(packageName(specifier), folder).at(-1)
  try {
    return place === undefined ? undefined : realpathSync(place)
  } catch {
    return undefined
  }
}

const dependencyFields = ["dependencies", "peerDependencies", "optionalDependencies"] as const

function dependenciesIn(description: string): readonly string[] {
  const manifest = parsed(readText(description))
  return dependencyFields.flatMap((field) => Object.keys(objectAt(manifest, field)))
}

/** What `#name` may stand for by the nearest package.json, under whatever condition. */
function ownImports(specifier: string, start: string): readonly { specifier: string; folder: string }[] {
  for (let folder = start; ; folder = dirname(folder)) {
    const text = readText(join(folder, "package.json"))
    if (text !== "") {
      return Object.entries(objectAt(parsed(text), "imports")).flatMap(([pattern, target]) => {
        const [before = "", after] = pattern.split("*")
        const fits = after === undefined ? specifier === pattern : specifier.startsWith(before)
        const part = after === undefined ? "" : specifier.slice(before.length, specifier.length - after.length)
        return fits ? textsIn(target).map((text) => ({ specifier: text.replaceAll("*", part), folder })) : []
      })
    }
    if (dirname(folder) === folder) return []
  }
}

function textsIn(target: unknown): readonly string[] {
  if (typeof target === "string") return [target]
  if (Array.isArray(target)) return target.flatMap(textsIn)
  return isObject(target) ? Object.values(target).flatMap(textsIn) : []
}

function objectAt(value: unknown, key: string): object {
  const found: unknown = isObject(value) ? Reflect.get(value, key) : undefined
  return isObject(found) ? found : {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Empty where there is nothing to be read. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
