import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { isBuiltin } from "node:module"
import { dirname, isAbsolute, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { aliasedSource } from "../runtime/modules/project.ts"
import { findSource, isPackageSpecifier, packageDescriptions, packageName } from "../runtime/modules/resolution.ts"
import { outlineCell } from "./cellOutline.ts"

/** A change of a file, as the language server protocol numbers it. */
export interface FileChange {
  uri: string
  type: 1 | 2 | 3
}

const created = 1
const changed = 2
const deleted = 3

/** More files than this are not looked after: each is asked for its time before every question. */
const maxFiles = 300

interface KnownFile {
  /** Time and size; undefined when there is no such file. */
  stamp: string | undefined
  imports: readonly string[]
}

/**
 * The files that cells import, directly and through each other. The language server reads a file once, and is told from
 * here what has changed since.
 */
export class LocalModules {
  readonly #folder: string
  readonly #others: readonly string[]
  readonly #known = new Map<string, KnownFile>()

  /** @param others absolute paths of further files to look after */
  constructor(folder: string, others: readonly string[]) {
    this.#folder = folder
    this.#others = others
  }

  /** Whether cells import a file, as far as that was looked at. */
  has(path: string): boolean {
    return this.#known.get(path)?.stamp !== undefined
  }

  /** Absolute paths of the modules that were looked at. */
  get modules(): readonly string[] {
    return [...this.#known].flatMap(([path, { stamp }]) => (stamp !== undefined && isModule(path) ? [path] : []))
  }

  /** What has changed since the last call, of all that these specifiers lead to. */
  async changes(specifiers: readonly string[]): Promise<readonly FileChange[]> {
    const seen = new Set<string>()
    const changes: FileChange[] = []
    let paths = new Set([...this.#others, ...this.#pathsOf(specifiers, this.#folder)])
    while (paths.size > 0 && seen.size < maxFiles) {
      for (const path of paths) seen.add(path)
      const further = await Promise.all(Array.from(paths, (path) => this.#look(path, changes)))
      paths = new Set(further.flat().filter((path) => !seen.has(path)))
    }
    return changes
  }

  /** Notes a file's change, and tells what it imports. */
  async #look(path: string, changes: FileChange[]): Promise<readonly string[]> {
    const file = await read(path, this.#known.get(path))
    // Other questions look at the same time: each change is told once.
    const type = changeBetween(this.#known.get(path), file)
    this.#known.set(path, file)
    if (type !== undefined) changes.push({ uri: pathToFileURL(path).href, type })
    return this.#pathsOf(file.imports, dirname(path))
  }

  /** The file that each specifier means; where there is none yet, all that it could mean. */
  #pathsOf(specifiers: readonly string[], folder: string): readonly string[] {
    return [...new Set(specifiers)].flatMap((specifier) => {
      if (isBuiltin(specifier)) return []
      const alias = aliasedSource(specifier, folder)
      if (alias.found !== undefined) return [alias.found]
      if (isPackageSpecifier(specifier)) {
        const places = packageDescriptions(packageName(specifier), folder)
        const nearest = places.slice(-1)
        return nearest.every(existsSync) ? nearest : alias.missing.concat(places)
      }
      const path = pathOf(specifier, folder)
      if (path === undefined) return []
      const { found, missing } = findSource(path)
      return found === undefined ? missing : [found]
    })
  }
}

function pathOf(specifier: string, folder: string): string | undefined {
  if (specifier.startsWith(".") || isAbsolute(specifier)) return resolve(folder, specifier)
  return specifier.startsWith("file:") && URL.canParse(specifier) ? fileURLToPath(specifier) : undefined
}

function isModule(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !path.includes("node_modules")
}

async function read(path: string, known: KnownFile | undefined): Promise<KnownFile> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    const stamp = `${mtimeMs} ${size} ${ino}`
    if (known?.stamp === stamp) return known
    return { stamp, imports: isModule(path) ? outlineCell(await readFile(path, "utf8")).imports : [] }
  } catch {
    // It isn't there, or can't be read, which is the same to the language server.
    return { stamp: undefined, imports: [] }
  }
}

function changeBetween(before: KnownFile | undefined, after: KnownFile): FileChange["type"] | undefined {
  // What was never seen before, the server hasn't read either.
  if (!before || before.stamp === after.stamp) return undefined
  if (after.stamp === undefined) return deleted
  return before.stamp === undefined ? created : changed
}
