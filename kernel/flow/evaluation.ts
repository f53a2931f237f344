import { expressionSource, labelledSource } from "../cell/expressions.ts"
import type { Loop } from "../cell/directive/index.ts"
import type { Evaluate, Input, Piece, Purpose, RestoredInput } from "../model/processMessages.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { shareVariables } from "./sharedVariables.ts"
import { undefinedValue } from "../runtime/value/undefinedValue.ts"
import { kindOfName, type FlowGraph, type GraphCell, type TaskNode } from "./graph.ts"
import { setupOf } from "./setup/setup.ts"
import { providedNames } from "./definitions.ts"
import type { RemadePiece, Slice } from "./slice.ts"

/** Values by name: results of tasks and values of plain cells. */
export type Values = ReadonlyMap<string, ValueReference | readonly ValueReference[]>

export type Evaluation = Omit<Evaluate, "type" | "attempt">

/** A cell's own part of an evaluation. */
export interface MainPart {
  cell: GraphCell
  main: Piece
  purpose: Purpose
  hasLabels?: boolean
  outputs: Evaluate["outputs"]
  /** `reads=` patterns. */
  reads?: readonly string[]
  /** `writes=` patterns. */
  writes?: readonly string[]
  /** Names of `ignoreEnv=`. */
  ignoreEnv?: readonly string[]
  log?: boolean
}

/** Puts an evaluation together from a cell's part and what the slice says that it needs. */
export function evaluationOf(
  graph: FlowGraph,
  { cell, main, ...part }: MainPart,
  slice: Slice,
  values: Values,
  keep = false,
): Evaluation {
  const statements = part.purpose === "cell" ? cell.analysis.statements : []
  const remade = slice.remade.map((one) => ({ ...one, piece: toPiece(graph, one) }))
  const pieces = shareVariables(graph, [...remade, { cell, statements, piece: main }], keep)
  return {
    inputs: inputsOf(slice, values),
    remade: pieces.slice(0, -1),
    ...(slice.restored.size > 0 && { restored: restoredInputs(slice, values) }),
    main: pieces.at(-1) ?? main,
    reads: [],
    log: true,
    keep,
    ...part,
  }
}

function restoredInputs(slice: Slice, values: Values): readonly RestoredInput[] {
  const handed = new Set([...slice.results, ...slice.values])
  return [...slice.restored.keys()].flatMap((name) => {
    const value = restoredIn(slice, name, values)
    return value === undefined ? [] : [{ name, value, ...(!handed.has(name) && { isHeld: true }) }]
  })
}

function inputsOf(slice: Slice, values: Values): readonly Input[] {
  return [...slice.results, ...slice.values].flatMap((name) => {
    const value = valueIn(slice, name, values)
    return value === undefined ? [] : [{ name, value }]
  })
}

/** What is handed in under a name that comes as a result or a value. */
export function valueIn(
  { absent, late }: Pick<Slice, "absent" | "late">,
  name: string,
  values: Values,
): ValueReference | readonly ValueReference[] | undefined {
  return absent?.has(name) ? undefinedValue : (late?.get(name) ?? values.get(name))
}

/** What is put back under a name when set-up has run that changes it. */
export function restoredIn(
  slice: Pick<Slice, "absent" | "late" | "restored" | "putBack">,
  name: string,
  values: Values,
): ValueReference | readonly ValueReference[] | undefined {
  if (!slice.restored.has(name)) return undefined
  return slice.absent?.has(name) ? undefinedValue : (slice.putBack?.get(name) ?? values.get(name))
}

/** A piece to be made again, as a process gets it. */
export function toPiece(graph: FlowGraph, { cell, source, reads, defines, statements }: RemadePiece): Piece {
  // A function may make instances of a class that nobody else names; they are stored by the name of the class.
  const declared = statements.flatMap((one) => (one.kind === "declaration" ? one.defines : []))
  const own = declared.filter((name) => graph.definers.get(name) === cell)
  return { line: cell.line, source, reads: providedNames(graph, reads), defines: [...new Set([...defines, ...own])] }
}

/** The evaluation of a task's cell. */
export function taskPart(graph: FlowGraph, { cell, options, results }: TaskNode, read: ReadonlySet<string>): MainPart {
  const loop = options.for && elementIn(options.for)
  return {
    cell,
    main: {
      line: cell.line,
      source: loop ? loop.before + cell.source : cell.source,
      reads: [...providedNames(graph, cell.analysis.codeReads), ...(loop ? [loop.name] : [])],
      // Values of the cell's own classes are stored by the name of their class.
      defines: [...results, ...declaredNames(cell)],
      isFunctionBody: cell.analysis.isFunctionBody,
    },
    purpose: "cell",
    outputs: results.map((name) => ({ name, required: read.has(name) })),
    reads: options.reads ?? [],
    writes: options.writes,
    ignoreEnv: options.ignoreEnv,
    log: options.log,
  }
}

/**
 * How a loop's element gets to the task's code: under its name, or under another from which code before that takes it apart.
 * The cell's first line is its directive's, so no place of its code is shifted.
 */
export function elementIn({ variable, names }: Loop): { name: string; before: string } {
  if (names[0] === variable) return { name: variable, before: "" }
  return { name: "$tsnbElement", before: `const ${variable} = $tsnbElement; ` }
}

/** The evaluation of a directive's expression: the list of a `for=`, or the condition of a `when=`. */
export function expressionPart(
  graph: FlowGraph,
  cell: GraphCell,
  expression: string,
  names: readonly string[],
  purpose: "elements" | "condition",
  labels?: { variable: string; label: string },
): MainPart {
  const main = {
    line: cell.line,
    source: labels ? labelledSource(expression, labels) : expressionSource(expression),
    reads: providedNames(graph, names),
    defines: [],
  }
  return { cell, main, purpose, outputs: [], ...(labels && { hasLabels: true }) }
}

/**
 * The evaluation of a plain or hook cell, in the session.
 * @param read names that some other cell reads; an import that isn't among them may be that of a type
 * @param given names that it is handed beside those of other cells
 */
export function cellPart(
  graph: FlowGraph,
  cell: GraphCell,
  read: ReadonlySet<string>,
  given: readonly string[] = [],
): MainPart {
  const { defines, privates, reads } = cell.analysis
  return {
    cell,
    main: {
      line: cell.line,
      source: cell.source,
      reads: [...new Set([...given, ...providedNames(graph, reads)])],
      defines: [
        ...[...defines.keys()].filter((name) => read.has(name) || kindOfName(cell, name) !== "import"),
        ...privates.keys(),
      ],
    },
    purpose: "cell",
    outputs: valuesIn(graph, cell).map((name) => ({ name, required: false })),
  }
}

function declaredNames(cell: GraphCell): readonly string[] {
  return namesIn(cell).filter((name) => kindOfName(cell, name) === "declaration")
}

/** The names whose values are known only when the cell has been evaluated, or others may have changed. */
function valuesIn(graph: FlowGraph, cell: GraphCell): readonly string[] {
  const { byValue } = setupOf(graph)
  return namesIn(cell).filter((name) => kindOfName(cell, name) === "computed" || byValue.has(name))
}

function namesIn({ analysis }: GraphCell): readonly string[] {
  return [...analysis.defines.keys(), ...analysis.privates.keys()]
}

/**
 * The names of classes defined in cells that reviving the values needs. A store may name anything; what isn't the notebook's,
 * or is the result of a task, can't be one.
 */
export function classesOf(
  graph: FlowGraph,
  inputs: Iterable<ValueReference | readonly ValueReference[]>,
): readonly string[] {
  const classes = new Set<string>()
  for (const input of inputs) {
    for (const reference of "hash" in input ? [input] : input)
      for (const name of reference.classes ?? []) if (mayBeClass(graph, name)) classes.add(name)
  }
  return [...classes]
}

function mayBeClass(graph: FlowGraph, name: string): boolean {
  const cell = graph.definers.get(name)
  if (cell?.kind !== "task") return cell !== undefined
  const kind = kindOfName(cell, name)
  return kind === "import" || kind === "declaration"
}
