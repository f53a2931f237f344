import type { NodeProps } from "@xyflow/react"
import { ChevronDown, ChevronRight, CircleAlert, CodeXml, Layers, SlidersHorizontal, Webhook } from "lucide-react"
import { memo, use } from "react"
import { StateIcon } from "../controls/stateIcon.tsx"
import { useNow } from "../controls/useNow.ts"
import { useModel } from "../model/useModel.ts"
import { BoxActions } from "./boxActions.ts"
import type { BoxNode } from "./flowElements.ts"
import { combined } from "./combined.ts"
import { shareDone, taskText } from "./taskText.ts"
import type { ShapeNode } from "./shape.ts"
import { subflowOf } from "./useLayout.ts"

const kinds = { plain: CodeXml, parameters: SlidersHorizontal, hook: Webhook } as const

/** A cell or a group of tasks in the graph. Drawn again only when its own state is another. */
export const Box = memo(function Box({ id, data }: NodeProps<BoxNode>) {
  const { node, isOpen } = data
  return (
    <div className={`box ${isOpen ? "is-open" : ""}`}>
      {node.kind === "task" || node.kind === "tag" ? (
        <TaskCard id={id} data={data} />
      ) : (
        <SmallBox id={id} node={node} />
      )}
    </div>
  )
})

function TaskCard({ id, data: { node, run: subflowRun, isOpen } }: { id: string; data: BoxNode["data"] }) {
  const actions = use(BoxActions)
  const run = useModel((model) => {
    const view = (subflowRun === undefined ? model.shown : model.record(subflowRun))?.view
    if (!view) return undefined
    if (node.kind === "tag") return combined(view, node.tasks)
    return view.taskRuns.get(node.label)
  })
  const hasSubflow = useModel((model) => {
    const shown = subflowRun ?? model.shown?.id
    return shown !== undefined && subflowOf(model, shown, `task:${node.label}`) !== undefined
  })
  const state = run?.state
  const now = useNow(state === "running" || state === "retrying")
  const text = run ? taskText(run, node.attempts, now) : node.kind === "tag" ? `${node.tasks.length} tasks` : "Not run"
  const done = run && shareDone(run)
  const isStack = node.isMapped || run?.elements !== undefined
  const classes = ["card", state ? `is-${state}` : "is-new", isStack ? "is-stack" : "", useMarks(id, node)]
  return (
    <div className={classes.join(" ")}>
      <BoxButton id={id} node={node} title={run?.reason ?? run?.error?.message}>
        <span className="card-icon">
          {state ? (
            <StateIcon state={state} size={18} />
          ) : node.kind === "tag" ? (
            <Layers size={18} aria-hidden />
          ) : (
            <StateIcon state="pending" size={18} />
          )}
        </span>
        <span className="card-title">
          <span className="card-name">{node.label}</span>
          {isStack && <Count count={node.kind === "tag" ? node.tasks.length : run?.elements?.count} />}
          <Problems node={node} />
        </span>
        <span className="card-state">{text}</span>
      </BoxButton>
      {done !== undefined && (
        <progress
          className="card-progress"
          max={1}
          value={done}
          aria-label={`${node.label}: ${Math.round(done * 100)} %`}
        />
      )}
      {hasSubflow && (
        <button
          type="button"
          className="card-open nopan"
          aria-expanded={isOpen}
          title={isOpen ? "Close the subflow" : "Open the subflow"}
          aria-label={`${isOpen ? "Close" : "Open"} the subflow of ${node.label}`}
          onClick={() => actions.toggleSubflow(id)}
        >
          {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
        </button>
      )}
    </div>
  )
}

function Count({ count }: { count: number | undefined }) {
  return count === undefined ? (
    <Layers className="card-count" size={14} aria-hidden />
  ) : (
    <span className="card-count">{count}</span>
  )
}

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

function BoxButton(props: { id: string; node: ShapeNode; title: string | undefined; children: React.ReactNode }) {
  const { id, node } = props
  const actions = use(BoxActions)
  const isEntry = useModel((model) => model.selectedNode === id) || actions.firstId === id
  return (
    <button
      type="button"
      className="box-button nopan"
      data-box={id}
      tabIndex={isEntry ? 0 : -1}
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
function Problems({ node }: { node: ShapeNode }) {
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

/** How a box is marked: chosen, the one of the cell in front, or standing back behind others. */
function useMarks(id: string, node: ShapeNode): string {
  const isChosen = useModel((model) => model.selectedNode === id)
  const isCurrent = useModel((model) => node.cell !== undefined && model.selectedCell === node.cell)
  const isBack = useModel((model) => model.emphasised !== undefined && !model.emphasised.has(id))
  return [isChosen && "is-chosen", isCurrent && "is-current", isBack && "is-back"].filter(Boolean).join(" ")
}

/** A box in the small map. */
export function MiniBox({
  id,
  x,
  y,
  width,
  height,
}: {
  id: string
  x: number
  y: number
  width: number
  height: number
}) {
  const state = useModel((model) => model.shown?.view.taskRuns.get(id.replace(/^task:/u, ""))?.state)
  return (
    <rect className={`mini-box ${state ? `state-${state}` : ""}`} x={x} y={y} width={width} height={height} rx={8} />
  )
}
