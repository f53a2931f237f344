import type { MagicString } from "magic-string"
import type { Node, Program } from "oxc-parser"
import type { CellCode } from "./cellCode.ts"
import { importedNames } from "./importedNames.ts"
import { liveValue, type LiveImport } from "./moduleSyntax.ts"
import { isPrivate, isPrivateKey, privateKey, privateTag, writtenName } from "./privateNames.ts"
import { namesOf, type CellNames } from "./references.ts"

/** What stands for a name that is looked up when the code runs. */
export interface LateName {
  /** As the code has it. */
  name: string
  /** The code that gives the value. */
  value: string
  /** The code that tells whether there is one, where there may be none. */
  isThere?: string
}

/** A use of a name that is looked up when the code runs. */
export interface LateUse {
  start: number
  end: number
  /** First of an expression that stands as a statement in a list of statements. */
  startsStatement: boolean
  /** What stands there instead. */
  code: string
}

export interface LateBindings {
  /** Names that the cell gives to other cells, and its private ones by their keys, which tasks need that use its functions. */
  defines: readonly string[]
  /** Uses of names that are looked up late. */
  uses: readonly LateUse[]
  /** All names that the code uses. */
  used: ReadonlySet<string>
}

/**
 * Which names a cell's code defines for other cells, and which uses of names are looked up among those of all cells when
 * they run: the ones of other cells, and within functions also its own, since a newer cell may define them once more. The
 * cell's own statements use its variables as they are, so that a loop is as fast as anywhere.
 * @param source the cell's source, to tell its names from those that transpiling added
 * @param live what it imports from local modules
 */
export function lateBindings(
  { program, context }: CellCode,
  source: string,
  isShared: (name: string) => boolean,
  live: ReadonlyMap<string, LiveImport>,
): LateBindings {
  const names = namesOf(program)
  const closed = new Set(program.body.flatMap(closedNames))
  const isOwn = (name: string): boolean => source.includes("\\u") || source.includes(name)
  const defined = new Set(names.definitions.map(({ name }) => name))
  const visible = [...defined].filter((name) => isOwn(name) && !closed.has(name))
  const imported = importedNames(program)
  const shared = visible.filter((name) => !isPrivate(name, imported))
  const privates = visible.filter((name) => isPrivate(name, imported))
  const tag = privateTag(shared, imported)
  const defines = [...shared, ...(tag === undefined ? [] : privates.map((name) => privateKey(name, tag)))]
  const given = new Set(shared)
  const uses = lateUses(program, names.uses, (name, isNested) => {
    const imported = live.get(name)
    if (imported && !(isNested && given.has(name))) return { name, value: liveValue(imported) }
    const isLate = defined.has(name) ? given.has(name) && isNested : isShared(name)
    return isLate ? lateName(name, context) : undefined
  })
  return { defines, uses, used: new Set(names.uses.map(({ name }) => name)) }
}

/**
 * The uses of names that are looked up when the code runs.
 * @param lateNameOf what stands for such a use, which may be within a function; undefined for one that is used as it is
 */
export function lateUses(
  program: Program,
  uses: CellNames["uses"],
  lateNameOf: (name: string, isNested: boolean) => LateName | undefined,
): readonly LateUse[] {
  const places = placesOf(program, new Set(uses.map(({ offset }) => offset)))
  return uses.flatMap(({ name, offset }) => {
    const place = places.get(offset)
    if (!place || place.parent?.type === "ExportSpecifier") return []
    const late = lateNameOf(name, place.isNested)
    return late ? [lateUse(late, place)] : []
  })
}

/** Writes into code what looks its names up. */
export function bindLate(output: MagicString, uses: readonly LateUse[]): void {
  for (const use of uses) {
    // What stands there may begin with a bracket: after a line without its semicolon, that would be a call.
    if (use.startsStatement) output.prependLeft(use.start, ";")
    // The engine tells a failed call's place by its bracket, which thus has to lead to the name.
    const bracket = output.original[use.end] === "(" ? "(" : ""
    output.overwrite(use.start, use.end + bracket.length, `${use.code}${bracket}`)
  }
}

/** What stands for a name that is looked up among those of all cells, by its key. */
export function lateName(key: string, context: string): LateName {
  const text = JSON.stringify(key)
  return {
    name: writtenName(key),
    value: `${context}s${isPrivateKey(key) ? `[${text}]` : `.${key}`}`,
    isThere: `${context}.has(${text})`,
  }
}

/**
 * Accessors to variables, as properties of an object that is written out.
 * @param live what is asked of a module instead
 */
export function accessorsTo(
  names: readonly string[],
  context: string,
  live: ReadonlyMap<string, LiveImport>,
): readonly string[] {
  const value = `${context}v`
  return names.map((key) => {
    const name = writtenName(key)
    const property = isPrivateKey(key) ? JSON.stringify(key) : key
    const imported = live.get(name)
    const variable = imported ? liveValue(imported) : name
    return `get ${property}() { return ${variable} }, set ${property}(${value}) { ${variable} = ${value} }`
  })
}

/** What `using` declares is closed when the cell ends. */
function closedNames(statement: Node): readonly string[] {
  if (statement.type !== "VariableDeclaration" || !statement.kind.endsWith("using")) return []
  return statement.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
}

interface UsePlace extends Pick<LateUse, "startsStatement"> {
  node: Node
  parent: Node | undefined
  isShorthand: boolean
  /** Within a function, or an initialiser that runs as one. */
  isNested: boolean
}

function placesOf(program: Program, offsets: ReadonlySet<number>): ReadonlyMap<number, UsePlace> {
  const places = new Map<number, UsePlace>()
  const statementStarts = new Set<number>()
  const visit = (node: Node, parent: Node | undefined, isNested: boolean, isShorthand: boolean): void => {
    if (node.type === "Identifier" && offsets.has(node.start)) {
      // Of `{ name }` in a pattern, both the key and the value are at this place: the latter comes later.
      places.set(node.start, { node, parent, isShorthand, isNested, startsStatement: statementStarts.has(node.start) })
    }
    const isInside = isNested || runsLater(node)
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (!isNode(child)) continue
        if (child.type === "ExpressionStatement" && Array.isArray(value)) statementStarts.add(child.start)
        const isValue = node.type === "Property" && node.shorthand && child === node.value
        const isTarget = isShorthand && node.type === "AssignmentPattern" && child === node.left
        visit(child, node, isInside, isValue || isTarget)
      }
    }
  }
  visit(program, undefined, false, false)
  return places
}

function runsLater({ type }: Node): boolean {
  return (
    type === "FunctionDeclaration" ||
    type === "FunctionExpression" ||
    type === "ArrowFunctionExpression" ||
    type === "PropertyDefinition"
  )
}

function lateUse(
  { name, value, isThere }: LateName,
  { node, parent, isShorthand, startsStatement }: UsePlace,
): LateUse {
  const { start, end } = node
  const code = (): string => {
    if (isShorthand) return `${name}: ${value}`
    // Without the detour, the scope would be `this` in the function.
    if (isCalled(node, parent)) return `(0, ${value})`
    if (isThere !== undefined && parent?.type === "UnaryExpression" && parent.operator === "typeof") {
      return `(${isThere} ? ${value} : void 0)`
    }
    return value
  }
  return { start, end, startsStatement, code: code() }
}

function isCalled(node: Node, parent: Node | undefined): boolean {
  return (
    (parent?.type === "CallExpression" && parent.callee === node) ||
    (parent?.type === "TaggedTemplateExpression" && parent.tag === node)
  )
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
}
