import { ChevronDown, ChevronRight, Layers } from "lucide-react"
import { Fragment, use } from "react"
import { isFailure } from "../../kernel/flow/state.ts"
import type { TaskRunView } from "../../kernel/flow/runView.ts"
import { StateIcon } from "../controls/stateIcon.tsx"
import { stateTitle } from "../model/stateTitle.ts"
import { useNow } from "../controls/useNow.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { BoxActions } from "./boxActions.ts"
import { BoxButton, Problems } from "./BoxButton.tsx"
import { useDetail } from "./detail.ts"
import type { BoxNode } from "./flowElements.ts"
import { runOfBox } from "./focus.ts"
import { nameParts } from "./nameParts.ts"
import type { ShapeNode } from "../model/graphShape.ts"
import { cardText, shareDone, taskText } from "./taskText.ts"
import { openGroup } from "./taskMenu.ts"
import { useMarks } from "./useMarks.ts"
import { subflowOf } from "./useLayout.ts"

interface CardProps {
  id: string
  data: BoxNode["data"]
}

/** A task, or the tasks of a tag, as a card. */
export function TaskCard(props: CardProps) {
  const { id, data } = props
  const { node, run: subflowRun } = data
  const detail = useDetail()
  const run = useModel((model) => {
    const view = (subflowRun === undefined ? model.shown : model.record(subflowRun))?.view
    return view && runOfBox(view, node)
  })
  const isStack = node.isMapped || run?.elements !== undefined
  // The title of an open subflow's box stays as it is.
  const isFar = detail !== "full" && !data.isOpen
  const state = run ? `is-${run.state}` : "is-new"
  const classes = ["card", state, isStack && "is-stack", isFar && "is-far", useMarks(id, node)]
  return (
    <div className={classes.filter(Boolean).join(" ")}>
      {isFar ? (
        <FarCard id={id} node={node} run={run} isNamed={detail === "names"} />
      ) : (
        <WholeCard {...props} run={run} isStack={isStack} />
      )}
    </div>
  )
}

/** Everything that there is to say in short. */
function WholeCard({ id, data, run, isStack }: CardProps & { run: TaskRunView | undefined; isStack: boolean }) {
  const { node } = data
  const state = run?.state
  const now = useNow(state === "running" || state === "retrying")
  const done = run && shareDone(run)
  return (
    <>
      <BoxButton id={id} node={node} title={saidOf(run)}>
        <CardIcon node={node} run={run} size={16} />
        <span className="card-title">
          <Name text={node.label} />
          {isStack && <Layers className="card-stack" size={14} aria-hidden />}
          <Problems node={node} />
        </span>
        <CardState node={node} run={run} now={now} />
      </BoxButton>
      {done !== undefined && (
        <progress
          className="card-progress"
          max={1}
          value={done}
          aria-label={`${node.label}: ${Math.round(done * 100)} %`}
        />
      )}
      {node.kind === "group" ? <OpenGroup node={node} /> : <OpenSubflow id={id} data={data} />}
    </>
  )
}

/** What can be seen from afar: the state's colour, and in letters large enough the name. What failed stands out. */
function FarCard(props: { id: string; node: ShapeNode; run: TaskRunView | undefined; isNamed: boolean }) {
  const { id, node, run, isNamed } = props
  const hasFailed = run !== undefined && isFailure(run.state)
  // Without times, which would change all of them twice a second.
  const text = stateText(node, run)
  return (
    <BoxButton id={id} node={node} title={text} label={isNamed ? undefined : `${node.label}: ${text}`}>
      {(isNamed || hasFailed) && <CardIcon node={node} run={run} size={isNamed ? 20 : 32} />}
      {isNamed && <Name text={node.label} />}
      {isNamed && <CardState node={node} run={run} />}
    </BoxButton>
  )
}

function CardIcon({ node, run, size }: { node: ShapeNode; run: TaskRunView | undefined; size: number }) {
  return (
    <span className="card-icon">
      {run === undefined && node.kind === "group" ? (
        <Layers size={size} aria-hidden />
      ) : (
        <StateIcon state={run?.state ?? "pending"} size={size} />
      )}
    </span>
  )
}

function OpenGroup({ node }: { node: ShapeNode }) {
  const model = usePanel()
  return (
    <button
      type="button"
      className="card-open nopan"
      title="Draw each of these tasks"
      aria-label={`Draw each task of ${node.label}`}
      onClick={() => openGroup(model, node)}
    >
      <ChevronRight size={14} aria-hidden />
    </button>
  )
}

function OpenSubflow({ id, data: { node, run: subflowRun, isOpen } }: CardProps) {
  const actions = use(BoxActions)
  const hasSubflow = useModel((model) => {
    const shown = subflowRun ?? model.shown?.id
    return shown !== undefined && subflowOf(model, shown, `task:${node.label}`) !== undefined
  })
  if (!hasSubflow) return null
  return (
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
  )
}

/** A name whose lines end between its words. */
function Name({ text }: { text: string }) {
  return (
    <span className="card-name">
      {nameParts(text).map((part, index) => (
        // Parts never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </span>
  )
}

/** What a card says below its name. */
function CardState({ node, run, now }: { node: ShapeNode; run: TaskRunView | undefined; now?: number }) {
  const whole = stateText(node, run, now)
  const text = run ? cardText(run, node.attempts, now) : whole
  return (
    <span className="card-state">
      {run && text !== whole && <span className="for-readers">{stateTitle(run.state)} </span>}
      {text}
    </span>
  )
}

function stateText(node: ShapeNode, run: TaskRunView | undefined, now?: number): string {
  if (run) return taskText(run, node.attempts, now)
  return node.kind === "group" ? `${node.tasks.length} tasks` : "Not run"
}

function saidOf(run: TaskRunView | undefined): string | undefined {
  return run?.reason ?? run?.error?.message
}
