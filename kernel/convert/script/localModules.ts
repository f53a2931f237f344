import { readFileSync } from "node:fs"
import { basename, dirname, extname, relative, resolve, sep } from "node:path"
import type { Node, Program } from "oxc-parser"
import { walk } from "../../cell/references.ts"
import { importedSpecifiers } from "../../cell/importedSpecifiers.ts"
import { parseSource } from "../../cell/syntax.ts"
import { localFile } from "../../runtime/modules/localFile.ts"
import { untransformable } from "./erasable.ts"
import { nearestPackage } from "./moduleType.ts"

/** What there is to know of the modules in the notebook's own files, which its script imports as they are. */
export interface LocalModules {
  /** What plain Node objects to in them, for people. */
  limits: readonly string[]
  /** The specifiers of all that cells and they import. */
  specifiers: ReadonlySet<string>
}

/** More modules than this aren't looked at. */
const maxModules = 500

/**
 * Looks at the local modules that cells import, directly or through each other.
 * @param sources of the cells, whose own imports the script writes as Node wants them
 * @param folder absolute path of the notebook's folder
 */
export function localModules(sources: readonly string[], folder: string): LocalModules {
  const limits: string[] = []
  const imported = new Set(sources.flatMap((source) => importsOf(parseSource(source).program)))
  const files = new Set([...imported].flatMap((specifier) => localFile(specifier, folder) ?? []))
  // A set that grows while it is walked is walked to its new end.
  for (const path of files) {
    if (files.size > maxModules || !/\.[cm]?[jt]sx?$/.test(path) || path.includes(`${sep}node_modules${sep}`)) continue
    const program = programIn(path)
    if (!program) continue
    const name = relative(folder, path).split(sep).join("/")
    limits.push(...objectionsTo(path, program).map((objection) => `${name} ${objection}`))
    for (const specifier of importsOf(program)) {
      imported.add(specifier)
      const found = localFile(specifier, dirname(path))
      if (found === undefined) continue
      files.add(found)
      if (!isNodesPath(specifier, found, path))
        limits.push(
          `${name} imports ${JSON.stringify(specifier)}, and Node wants the file's path: "${pathTo(found, path)}"`,
        )
    }
  }
  return { limits, specifiers: imported }
}

/** What code imports when it runs. */
function importsOf({ body }: Program): readonly string[] {
  return body.flatMap((statement) => {
    const kind = "importKind" in statement ? statement.importKind : "exportKind" in statement && statement.exportKind
    return kind === "type" ? [] : importedSpecifiers(statement)
  })
}

function programIn(path: string): Program | undefined {
  try {
    return parseSource(readFileSync(path, "utf8")).program
  } catch {
    // It isn't there any more, can't be read or is nested too deeply: Node will tell.
    return undefined
  }
}

/** What keeps Node from running a module, each completing a sentence that begins with its name. */
function objectionsTo(path: string, program: Node): readonly string[] {
  const kind = extname(path)
  if (/^\.[jt]sx$/.test(kind)) return [`is JSX, which Node doesn't run`]
  const found = new Set<string>()
  let isModule = false
  walk(program, (node) => {
    const name = untransformable(node)
    if (name !== undefined) found.add(name)
    isModule ||= moduleSyntax.has(node.type)
  })
  const packageFile = isModule && (kind === ".ts" || kind === ".js") ? nearestPackage(dirname(path)) : undefined
  return [
    ...(found.size > 0 ? [`has ${listed([...found])}, and Node only takes types away`] : []),
    ...(packageFile?.type === "commonjs"
      ? [`is CommonJS for Node, as package.json says "type": "commonjs": rename it to ${asModule(path)}`]
      : []),
  ]
}

const moduleSyntax: ReadonlySet<Node["type"]> = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportDefaultDeclaration",
  "ExportAllDeclaration",
])

function asModule(path: string): string {
  return basename(path).replace(/\.([jt]s)$/, ".m$1")
}

/** Whether Node finds the file by the specifier as well. */
function isNodesPath(specifier: string, file: string, importer: string): boolean {
  if (/^(?:file:|#)/i.test(specifier)) return true
  return resolve(dirname(importer), decodeURI(specifier.replace(/[?#].*$/, ""))) === file
}

function pathTo(file: string, importer: string): string {
  const path = relative(dirname(importer), file).split(sep).join("/")
  return path.startsWith(".") ? path : `./${path}`
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`
}
