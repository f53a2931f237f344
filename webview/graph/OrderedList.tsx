import { memo, useMemo } from "react"
import { useModelSlowly } from "../model/useModel.ts"
import { combined } from "./combined.ts"
import { inOrder, type Shape, type ShapeNode } from "../model/graphShape.ts"
import { taskText } from "./taskText.ts"

/** The graph in words, in an order in which it could run: for those who can't see it. */
export const OrderedList = memo(function OrderedList({ shape }: { shape: Shape }) {
  const [nodes, before] = useMemo(() => {
    const labels = new Map(shape.nodes.map(({ id, label }) => [id, label]))
    const sources = Map.groupBy(shape.edges, ({ to }) => to)
    return [inOrder(shape), (id: string) => (sources.get(id) ?? []).flatMap(({ from }) => labels.get(from) ?? [])]
  }, [shape])
  return (
    <ol className="for-readers" aria-label="Tasks, in an order in which they can run">
      {nodes.map((node) => (
        <Item key={node.id} node={node} after={before(node.id).join(", ")} />
      ))}
    </ol>
  )
})

const Item = memo(function Item({ node, after }: { node: ShapeNode; after: string }) {
  const run = useModelSlowly("written", ({ shown }) => {
    if (!shown) return undefined
    return node.kind === "group" ? combined(shown.view, node.tasks) : shown.view.taskRuns.get(node.label)
  })
  const state = node.tasks.length === 0 ? "" : `: ${run ? taskText(run, node.attempts) : "not run"}`
  return (
    <li>
      {node.label}
      {state}
      {after !== "" && `, after ${after}`}
    </li>
  )
})
