import type { TaskOutline } from "../../kernel/flow/events.ts"
import type { GraphCellMessage } from "../../kernel/flowService/messages.ts"
import type { NotebookMessage } from "../messages.ts"

/** What is drawn as one box. */
export interface ShapeNode {
  id: string
  kind: "task" | "plain" | "parameters" | "hook" | "group"
  label: string
  /** The task; of a group the tasks in it; none for other cells. */
  tasks: readonly string[]
  /** Id of the cell in the editor, when it is a cell of today's notebook. */
  cell?: string
  /** 1-based line of the cell in the notebook's file. */
  line?: number
  tags: readonly string[]
  /** Runs once for each element of a list. */
  isMapped: boolean
  /** How many attempts it may take. */
  attempts: number
  /** Names that the cell defines. */
  defines: readonly string[]
}

/** An arrow from one box to another. */
export interface ShapeEdge {
  id: string
  from: string
  to: string
  /** Names that travel along it. */
  names: readonly string[]
}

/** What there is to draw, without places. */
export interface Shape {
  nodes: readonly ShapeNode[]
  edges: readonly ShapeEdge[]
}

/** The id of a task's box. */
export function taskId(name: string): string {
  return `task:${name}`
}

/**
 * The graph of the notebook as it stands.
 * @param showCells whether cells that are no tasks are drawn: parameters and hooks, and plain ones that are joined with something
 */
export function shapeOfNotebook(
  notebook: Pick<NotebookMessage, "cells" | "edges" | "tasks">,
  showCells: boolean,
): Shape {
  const outlines = new Map(notebook.tasks.map((task) => [task.name, task] as const))
  const ids = new Map(notebook.cells.map((cell) => [cell.id, idOf(cell)] as const))
  const direct = notebook.edges.flatMap(({ from, to, names }) => {
    const [source, target] = [ids.get(from), ids.get(to)]
    return source === undefined || target === undefined ? [] : [edge(source, target, names)]
  })
  const joined = new Set(direct.flatMap(({ from, to }) => [from, to]))
  const nodes = notebook.cells.flatMap((cell): readonly ShapeNode[] => {
    if (cell.kind === "task") return [taskNode(cell, outlines.get(cell.name))]
    if (!showCells || cell.kind === "flow" || (cell.kind === "plain" && !joined.has(idOf(cell)))) return []
    return [otherNode(cell)]
  })
  const drawn = new Set(nodes.map(({ id }) => id))
  const edges = direct.filter(({ from, to }) => drawn.has(from) && drawn.has(to))
  if (showCells) return { nodes, edges }
  // What plain cells pass on joins tasks all the same.
  const known = new Set(edges.map(({ id }) => id))
  const through = notebook.tasks.flatMap(({ name, dependsOn }) =>
    dependsOn
      .map((other) => edge(taskId(other), taskId(name), []))
      .filter(({ id, from, to }) => !known.has(id) && drawn.has(from) && drawn.has(to)),
  )
  return { nodes, edges: [...edges, ...through] }
}

/** The tasks of a run as they were then. */
export function shapeOfRun(outline: readonly TaskOutline[]): Shape {
  const names = new Set(outline.map(({ name }) => name))
  return {
    nodes: outline.map(({ name, tags, line }) => ({
      id: taskId(name),
      kind: "task",
      label: name,
      tasks: [name],
      line,
      tags,
      isMapped: false,
      attempts: 1,
      defines: [],
    })),
    edges: outline.flatMap(({ name, dependsOn }) =>
      dependsOn.filter((other) => names.has(other)).map((other) => edge(taskId(other), taskId(name), [])),
    ),
  }
}

/** The tags that tasks have, in alphabetical order. */
export function tagsOf(shape: Shape): readonly string[] {
  return [...new Set(shape.nodes.flatMap(({ tags }) => tags))].toSorted()
}

/** Ids of a box, of all boxes before it and of all after it. */
export function neighbourhood({ edges }: Shape, id: string): ReadonlySet<string> {
  const [into, outOf] = [Map.groupBy(edges, ({ to }) => to), Map.groupBy(edges, ({ from }) => from)]
  const before = reach(id, (one) => (into.get(one) ?? []).map(({ from }) => from))
  const after = reach(id, (one) => (outOf.get(one) ?? []).map(({ to }) => to))
  return new Set([...before, ...after])
}

/** Boxes such that each comes after those from which arrows lead to it, as far as there are no circles. */
export function inOrder({ nodes, edges }: Shape): readonly ShapeNode[] {
  const missing = new Map(nodes.map(({ id }) => [id, 0]))
  const targets = Map.groupBy(edges, ({ from }) => from)
  for (const { to } of edges) missing.set(to, (missing.get(to) ?? 0) + 1)
  const ready = nodes.filter(({ id }) => missing.get(id) === 0)
  const byId = new Map(nodes.map((node) => [node.id, node] as const))
  // A list that grows while it is walked is walked to its new end.
  for (const { id } of ready) {
    for (const { to } of targets.get(id) ?? []) {
      const left = (missing.get(to) ?? 0) - 1
      missing.set(to, left)
      const node = byId.get(to)
      if (left === 0 && node) ready.push(node)
    }
  }
  const sorted = new Set(ready)
  return [...ready, ...nodes.filter((node) => !sorted.has(node))]
}

/** How many arrows lead to each box at most, one after the other. */
export function depthsOf(shape: Shape): ReadonlyMap<string, number> {
  const depths = new Map<string, number>()
  const into = Map.groupBy(shape.edges, ({ to }) => to)
  for (const { id } of inOrder(shape)) {
    const before = (into.get(id) ?? []).map(({ from }) => depths.get(from) ?? -1)
    depths.set(id, Math.max(-1, ...before) + 1)
  }
  return depths
}

function reach(id: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set([id])
  for (const one of reached) for (const other of next(one)) reached.add(other)
  return reached
}

function idOf({ kind, name, id }: GraphCellMessage): string {
  return kind === "task" ? taskId(name) : `cell:${id}`
}

/** An arrow between two boxes. */
export function edge(from: string, to: string, names: readonly string[]): ShapeEdge {
  return { id: `${from} → ${to}`, from, to, names }
}

function taskNode(cell: GraphCellMessage, outline: TaskOutline | undefined): ShapeNode {
  const { retries, for: loop } = cell.options
  return {
    id: taskId(cell.name),
    kind: "task",
    label: cell.name,
    tasks: [cell.name],
    cell: cell.id,
    ...(outline && { line: outline.line }),
    tags: outline?.tags ?? [],
    isMapped: loop !== undefined,
    attempts: typeof retries === "number" ? retries + 1 : 1,
    defines: cell.defines,
  }
}

function otherNode(cell: GraphCellMessage): ShapeNode {
  const kind = cell.kind === "parameters" || cell.kind === "hook" ? cell.kind : "plain"
  return {
    id: idOf(cell),
    kind,
    label: labelOf(cell),
    tasks: [],
    cell: cell.id,
    tags: [],
    isMapped: false,
    attempts: 1,
    defines: cell.defines,
  }
}

function labelOf({ kind, name, defines, options }: GraphCellMessage): string {
  if (kind === "parameters") return "Parameters"
  if (kind === "hook") return `on ${Array.isArray(options["states"]) ? options["states"].join(" ") : "end"}`
  return defines.length === 0 ? name : defines.join(", ")
}
