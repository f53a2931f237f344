import { depthsOf, type Shape } from "../model/graphShape.ts"

/** Beyond this many arrows, looking for longer ways takes too long. */
const maxEdges = 3_000

/**
 * Ids of the arrows that say little about the order of a flow: longer ways lead from their one end to the other, or they
 * join a task with a cell that is none.
 */
export function impliedEdges(shape: Shape): ReadonlySet<string> {
  const { nodes, edges } = shape
  const cells = new Set(nodes.flatMap(({ id, tasks }) => (tasks.length === 0 ? [id] : [])))
  const implied = new Set(edges.flatMap(({ id, from, to }) => (cells.has(from) || cells.has(to) ? [id] : [])))
  if (edges.length > maxEdges) return implied
  const depths = depthsOf(shape)
  const targets = Map.groupBy(edges, ({ from }) => from)
  const hasLongerWay = (from: string, to: string): boolean => {
    const end = depths.get(to) ?? 0
    const reached = new Set((targets.get(from) ?? []).flatMap((edge) => (edge.to === to ? [] : [edge.to])))
    // A set that grows while it is walked is walked to its new end.
    for (const one of reached) {
      if (one === to) return true
      // What is as deep as the end leads past it.
      if ((depths.get(one) ?? 0) < end) for (const edge of targets.get(one) ?? []) reached.add(edge.to)
    }
    return false
  }
  for (const { id, from, to } of edges) if (hasLongerWay(from, to)) implied.add(id)
  return implied
}
