import { hash } from "node:crypto"
import type { FlowGraph, GraphCell, TaskNode } from "./graph.ts"

/**
 * For every task a hash of all code that its result depends on: its own, and that of the cells that it reads from,
 * directly or not; without formatting and comments. Two hashes that differ mean that the task is stale.
 */
export function taskCode(graph: FlowGraph): ReadonlyMap<string, string> {
  return new Map([...graph.tasks.values()].map((task) => [task.name, codeHash(graph, task)] as const))
}

function codeHash(graph: FlowGraph, { cell, options }: TaskNode): string {
  const cells = new Set<GraphCell>([cell])
  // A set that grows while it is walked is walked to its new end.
  for (const { analysis } of cells) {
    for (const name of analysis.reads) {
      const definer = graph.definers.get(name)
      if (definer) cells.add(definer)
    }
  }
  const code = [...cells].map(({ analysis }) => analysis.statements.map(({ fingerprint }) => fingerprint))
  const { version, for: loop, when } = options
  return hash("sha256", JSON.stringify([code, version, loop?.variable, loop?.list, when]), "hex")
}
