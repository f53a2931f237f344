import type { NodeProps } from "@xyflow/react"
import { CodeXml, SlidersHorizontal, Webhook } from "lucide-react"
import { memo } from "react"
import { BoxButton, Problems } from "./BoxButton.tsx"
import type { BoxNode } from "./flowElements.ts"
import type { ShapeNode } from "../model/graphShape.ts"
import { TaskCard } from "./TaskCard.tsx"
import { useMarks } from "./useMarks.ts"

const kinds = { plain: CodeXml, parameters: SlidersHorizontal, hook: Webhook } as const

/** A cell or a group of tasks in the graph. Drawn again only when its own state is another. */
export const Box = memo(function Box({ id, data }: NodeProps<BoxNode>) {
  const { node, isOpen } = data
  return (
    <div className={`box ${isOpen ? "is-open" : ""}`}>
      {node.kind === "task" || node.kind === "group" ? (
        <TaskCard id={id} data={data} />
      ) : (
        <SmallBox id={id} node={node} />
      )}
    </div>
  )
})

function SmallBox({ id, node }: { id: string; node: ShapeNode }) {
  const Icon = kinds[node.kind === "parameters" || node.kind === "hook" ? node.kind : "plain"]
  return (
    <div className={`small is-${node.kind} ${useMarks(id, node)}`}>
      <BoxButton id={id} node={node} title={node.defines.join(", ")}>
        <Icon size={14} aria-hidden />
        <span className="small-name">{node.label}</span>
        <Problems node={node} />
      </BoxButton>
    </div>
  )
}
