import type { TaskOutline } from "../../kernel/flow/events.ts"
import { buildGraph } from "../../kernel/flow/buildGraph.ts"
import type { FlowGraph } from "../../kernel/flow/graph.ts"

/** A graph of cells that begin in lines 10, 20, 30 and so on. */
export function graphOf(...sources: string[]): FlowGraph {
  return buildGraph(
    "flow",
    sources.map((source, index) => ({ line: (index + 1) * 10, source })),
  )
}

/** A flow from its tasks' names and those of the tasks that each waits for, separated by blanks. */
export function flowOf(tasks: Readonly<Record<string, string>>): readonly TaskOutline[] {
  return Object.entries(tasks).map(([name, before], index) => {
    return { name, dependsOn: before.split(" ").filter((other) => other !== ""), tags: [], line: index + 1 }
  })
}

/** The flow of the taxi notebook, with a report. */
export const taxi: readonly TaskOutline[] = flowOf({
  readTrain: "",
  readVal: "",
  addFeatures: "readTrain readVal",
  baseline: "addFeatures",
  trainBestModel: "addFeatures",
  report: "baseline trainBestModel",
  publish: "report readVal",
})

/** A flow of stages that is the same in every run. */
export function randomFlow(size: number): readonly TaskOutline[] {
  let seed = 7
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((seed / 2 ** 31) * below)
  }
  const words = ["read", "clean", "joinTables", "train", "score", "summarise", "plot", "export"]
  const names = Array.from(
    { length: size },
    (_, index) => `${words[Math.floor((index * words.length) / size)]}${index}`,
  )
  return names.map((name, index) => {
    const nearest = Math.max(0, index - 12)
    const count = index < 8 ? 0 : 1 + random(3)
    const before = Array.from({ length: count }, () => names[nearest + random(index - nearest)] ?? "")
    return { name, dependsOn: [...new Set(before)], tags: [], line: index + 1 }
  })
}
