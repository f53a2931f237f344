import { parseDirective } from "../../../kernel/cell/directive/index.ts"
import { resultNames, type FlowGraph, type GraphCell } from "../../../kernel/flow/graph.ts"

/** A text to be put into a cell's source. */
export interface Insertion {
  offset: number
  text: string
}

/** What makes a cell a task; undefined when it has a directive already. */
export function makeTask(graph: FlowGraph, cell: GraphCell): Insertion | undefined {
  if (cell.kind !== "plain") return undefined
  const { source } = cell
  const offset = /^\s*(?=\S)/.exec(source)?.[0].length ?? 0
  const directive = `// @task ${taskName(graph, cell)}\n`
  const close = withInsertion(source, { offset, text: directive })
  // The comment that follows might be read as further options.
  const { directive: made } = parseDirective(close)
  const text = made && made.places.size > 0 ? `${directive}\n` : directive
  return { offset, text }
}

/** A name for a cell as a task: the first that it hands on, defines or calls, and that no other task has. */
export function taskName({ tasks }: FlowGraph, cell: GraphCell): string {
  const { analysis } = cell
  const [name = calledName(cell) ?? "task"] = [...resultNames(analysis), ...definedFunctions(cell)]
  const taken = (candidate: string) => {
    const other = tasks.get(candidate)?.cell
    return other !== undefined && other.id !== cell.id
  }
  if (!taken(name)) return name
  let number = 2
  while (taken(`${name}${number}`)) number += 1
  return `${name}${number}`
}

function definedFunctions({ analysis: { statements } }: GraphCell): readonly string[] {
  return statements.filter(({ kind }) => kind === "declaration").flatMap(({ defines }) => defines)
}

/** The function that the cell's first statement of its own calls. */
function calledName({ source, analysis: { statements } }: GraphCell): string | undefined {
  const first = statements.find(({ kind }) => kind === "computed")
  const code = first && source.slice(first.start, first.end)
  return /^(?:await\s+)?(?:[\p{L}_$][\p{L}\p{N}_$]*\.)*([\p{L}_][\p{L}\p{N}_$]*)\s*\(/u.exec(code ?? "")?.[1]
}

function withInsertion(source: string, { offset, text }: Insertion): string {
  return source.slice(0, offset) + text + source.slice(offset)
}
