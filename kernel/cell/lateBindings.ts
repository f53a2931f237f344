import type { MagicString } from "magic-string"
import type { Node, Program } from "oxc-parser"
import { importedNames } from "./importedNames.ts"
import { isPrivate, isPrivateKey, privateKey, privateTag, writtenName } from "./privateNames.ts"
import { namesOf, type CellNames } from "./references.ts"

/** A use of a name that is looked up when the code runs. */
export interface LateUse {
  start: number
  end: number
  /** First of an expression that stands as a statement in a list of statements. */
  startsStatement: boolean
  /** What stands there instead. */
  inCode(context: string): string
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
 */
export function lateBindings(program: Program, source: string, isShared: (name: string) => boolean): LateBindings {
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
    const isLate = defined.has(name) ? given.has(name) && isNested : isShared(name)
    return isLate ? name : undefined
  })
  return { defines, uses, used: new Set(names.uses.map(({ name }) => name)) }
}

/**
 * The uses of names that are looked up when the code runs.
 * @param keyOf what such a use, which may be within a function, is looked up by; undefined for one that is used as it is
 */
export function lateUses(
  program: Program,
  uses: CellNames["uses"],
  keyOf: (name: string, isNested: boolean) => string | undefined,
): readonly LateUse[] {
  const places = placesOf(program, new Set(uses.map(({ offset }) => offset)))
  return uses.flatMap(({ name, offset }) => {
    const place = places.get(offset)
    if (!place || place.parent?.type === "ExportSpecifier") return []
    const key = keyOf(name, place.isNested)
    return key === undefined ? [] : [lateUse(key, place)]
  })
}

/** Writes into code what looks its names up. */
export function bindLate(output: MagicString, uses: readonly LateUse[], context: string): void {
  for (const use of uses) {
    // What stands there may begin with a bracket: after a line without its semicolon, that would be a call.
    if (use.startsStatement) output.prependLeft(use.start, ";")
    // The engine tells a failed call's place by its bracket, which thus has to lead to the name.
    const bracket = output.original[use.end] === "(" ? "(" : ""
    output.overwrite(use.start, use.end + bracket.length, `${use.inCode(context)}${bracket}`)
  }
}

/** Accessors to variables, as properties of an object that is written out. */
export function accessorsTo(names: readonly string[], context: string): readonly string[] {
  const value = `${context}v`
  return names.map((key) => {
    const name = writtenName(key)
    const property = isPrivateKey(key) ? JSON.stringify(key) : key
    return `get ${property}() { return ${name} }, set ${property}(${value}) { ${name} = ${value} }`
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

function lateUse(key: string, { node, parent, isShorthand, startsStatement }: UsePlace): LateUse {
  const { start, end } = node
  const inCode = (context: string): string => {
    const property = `${context}s${isPrivateKey(key) ? `[${JSON.stringify(key)}]` : `.${key}`}`
    if (isShorthand) return `${writtenName(key)}: ${property}`
    // Without the detour, the scope would be `this` in the function.
    if (isCalled(node, parent)) return `(0, ${property})`
    if (parent?.type === "UnaryExpression" && parent.operator === "typeof") {
      return `(${context}.has(${JSON.stringify(key)}) ? ${property} : void 0)`
    }
    return property
  }
  return { start, end, startsStatement, inCode }
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
