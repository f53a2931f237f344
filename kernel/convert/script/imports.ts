import { dirname, join, relative, sep } from "node:path"
import type { ImportDeclaration } from "oxc-parser"
import { exportName } from "../../cell/importedNames.ts"
import { aliasedSource } from "../../runtime/modules/project.ts"
import { findSource } from "../../runtime/modules/resolution.ts"

/** Where a notebook is, and where its script is to be. */
export interface Places {
  /** Absolute paths. */
  from: string
  to: string
}

/** The path from the script's folder to the notebook's: empty when they are the same. */
export function wayBack({ from, to }: Places): string {
  return relative(dirname(to), dirname(from)).split(sep).join("/")
}

/**
 * What a script imports a module by: paths as seen from the script, those of a tsconfig.json among them, and with the ending
 * of the file that is there, which Node wants and notebooks don't.
 */
export function scriptSpecifier(specifier: string, places: Places): string {
  const folder = dirname(places.from)
  const isRelative = /^\.{1,2}(?:\/|$)/.test(specifier)
  const file = isRelative ? join(folder, specifier) : aliasedSource(specifier, folder).found
  if (file === undefined) return specifier
  const { found: target = file } = findSource(file)
  const path = relative(dirname(places.to), target).split(sep).join("/")
  return path.startsWith(".") ? path : `./${path}`
}

/** What an import of a notebook is in a script. */
export interface ScriptImport {
  /** The statement; empty for one from `tsnb`. */
  text: string
  /** Names of the module `tsnb` that it takes, by the names that it gives them. */
  ours: readonly (readonly [local: string, name: string])[]
  /** The name under which it takes all of `tsnb`. */
  namespace?: string
}

/** What is known of the names that a script's imports bring. */
export interface ImportRules {
  /** Whether a name is used other than as a type: Node would look for the others in the module, and not find them. */
  isValue: (name: string) => boolean
  /** Takes a name for an import; false when another import of the script brings the same. */
  claim: (name: string, isType: boolean) => boolean
}

/** Writes an import for a script, without the names that an earlier one brings. */
export function scriptImport(
  { source, specifiers: all, attributes, importKind }: ImportDeclaration,
  places: Places,
  { isValue, claim }: ImportRules,
): ScriptImport {
  const specifiers = all.filter((one) => {
    const isType = importKind === "type" || (one.type === "ImportSpecifier" && one.importKind === "type")
    return claim(one.local.name, isType || !isValue(one.local.name))
  })
  // `import type {} from …` is nothing at run time, nor for the type checker.
  if ((all.length > 0 || importKind === "type") && specifiers.length === 0) return { text: "", ours: [] }
  const namespace = specifiers.find(({ type }) => type === "ImportNamespaceSpecifier")?.local.name
  const named = specifiers.flatMap((specifier) => {
    if (specifier.type !== "ImportSpecifier") return []
    const { local, importKind } = specifier
    const name = exportName(specifier)
    return [{ name, local: local.name, isType: importKind === "type" || !isValue(local.name) }]
  })
  if (source.value === "tsnb") {
    const ours = named.flatMap(({ name, local, isType }) => (isType ? [] : [[local, name] as const]))
    return { text: "", ours, ...(namespace !== undefined && { namespace }) }
  }
  const first = specifiers.find(({ type }) => type === "ImportDefaultSpecifier")?.local.name
  const values = [first, namespace].filter((name) => name !== undefined).filter(isValue)
  const isType =
    importKind === "type" || (specifiers.length > 0 && values.length === 0 && named.every((one) => one.isType))
  // A type-only import has either a default or names.
  const whole = isType && (first === undefined || (named.length === 0 && namespace === undefined))
  const list = named.map(({ name, local, isType }) => {
    const kind = isType && !whole ? "type " : ""
    return `${kind}${name === local ? local : `${nameText(name)} as ${local}`}`
  })
  const clauses = [
    ...(first === undefined ? [] : [first]),
    ...(namespace === undefined ? [] : [`* as ${namespace}`]),
    ...(named.length === 0 ? [] : [`{ ${list.join(", ")} }`]),
  ]
  const specifier = scriptSpecifier(source.value, places)
  const from = `${clauses.length > 0 ? `${clauses.join(", ")} from ` : ""}${JSON.stringify(specifier)}`
  return { text: `import ${whole ? "type " : ""}${from}${attributeText(attributes, specifier)}`, ours: [] }
}

/**
 * An import as the statements of a function, whose names are its own.
 * @returns undefined when it takes nothing but types, or nothing at all
 */
export function importWithin(
  { source, specifiers, attributes }: ImportDeclaration,
  places: Places,
  isValue: (name: string) => boolean,
): string | undefined {
  const specifier = scriptSpecifier(source.value, places)
  const options = attributeText(attributes, specifier).replace(/^ with (.*)$/, ", { with: $1 }")
  const call = `await import(${JSON.stringify(specifier)}${options})`
  const lines: string[] = []
  const names: string[] = []
  for (const one of specifiers) {
    const local = one.local.name
    if (!isValue(local) || (one.type === "ImportSpecifier" && one.importKind === "type")) continue
    if (one.type === "ImportNamespaceSpecifier") lines.push(`const ${local} = ${call}`)
    else names.push(exportName(one) === local ? local : `${nameText(exportName(one))}: ${local}`)
  }
  if (names.length > 0) lines.push(`const { ${names.join(", ")} } = ${call}`)
  return lines.length > 0 ? lines.join("\n") : undefined
}

function nameText(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
}

function attributeText(attributes: ImportDeclaration["attributes"], specifier: string): string {
  const written = attributes.map(({ key, value }) => {
    const name = key.type === "Identifier" ? key.name : key.value
    return `${nameText(name)}: ${JSON.stringify(value.value)}`
  })
  // Notebooks import JSON without saying so; Node wants it said.
  const all = written.length === 0 && specifier.endsWith(".json") ? ['type: "json"'] : written
  return all.length > 0 ? ` with { ${all.join(", ")} }` : ""
}
