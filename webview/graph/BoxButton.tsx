import { CircleAlert } from "lucide-react"
import { use, type ReactNode } from "react"
import { useModel } from "../model/useModel.ts"
import { BoxActions } from "./boxActions.ts"
import type { ShapeNode } from "../model/graphShape.ts"

/** All of a box that can be pressed. */
export function BoxButton(props: {
  id: string
  node: ShapeNode
  /** Said of it when it is pointed at, below its name. */
  title: string | undefined
  /** Its words, where they aren't drawn. */
  label?: string | undefined
  children?: ReactNode
}) {
  const { id, node } = props
  const actions = use(BoxActions)
  const isEntry = useModel((model) => model.selectedNode === id) || actions.firstId === id
  return (
    <button
      type="button"
      className="box-button nopan"
      data-box={id}
      tabIndex={isEntry ? 0 : -1}
      aria-label={props.label}
      title={props.title === undefined ? node.label : `${node.label}\n${props.title}`}
      onClick={() => actions.choose(id, node)}
      onKeyDown={(event) => actions.move(event, id)}
      onContextMenu={(event) => actions.openMenu(event, id, node)}
    >
      {props.children}
    </button>
  )
}

/** Says that the cell has problems, with their words. */
export function Problems({ node }: { node: ShapeNode }) {
  const problems = useModel((model) => (model.isEarlier ? undefined : model.problemsOf(node.cell)))
  if (!problems) return null
  const text = problems.map(({ message }) => message).join("\n")
  return (
    <span
      className={`box-problem ${problems.some(({ severity }) => severity === "error") ? "is-error" : "is-warning"}`}
      title={text}
    >
      <CircleAlert size={14} aria-label={text} />
    </span>
  )
}
