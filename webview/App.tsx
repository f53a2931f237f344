import { CircleAlert, Plug, X } from "lucide-react"
import { Activity, memo, useState, type ComponentType, type KeyboardEvent } from "react"
import { Button, IconButton } from "./controls/controls.tsx"
import { GraphView } from "./graph/GraphView.tsx"
import { LogView } from "./logs/LogView.tsx"
import { Header } from "./Header.tsx"
import { Kept } from "./Kept.tsx"
import { useModel, usePanel } from "./model/useModel.ts"
import { viewNames, type ViewName } from "./model/uiState.ts"
import { ParametersView } from "./parameters/ParametersView.tsx"
import { ResultsView } from "./results/ResultsView.tsx"
import { RunsView } from "./runs/RunsView.tsx"
import { TimelineView } from "./timeline/TimelineView.tsx"

/** A change of views is none of theirs: they are drawn again only when the model tells them so. */
const views: Readonly<Record<ViewName, { title: string; View: ComponentType }>> = {
  graph: { title: "Graph", View: memo(GraphPage) },
  log: { title: "Log", View: memo(LogView) },
  timeline: { title: "Timeline", View: memo(TimelineView) },
  runs: { title: "Runs", View: memo(RunsView) },
  parameters: { title: "Parameters", View: memo(ParametersView) },
  results: { title: "Results", View: memo(ResultsView) },
}

/** The whole panel. */
export function App() {
  const hasNotebook = useModel(({ notebook }) => notebook !== undefined)
  if (!hasNotebook) return <p className="quiet center">Reading the notebook …</p>
  return (
    <>
      <Header />
      <Tabs />
      <Notices />
      <Page />
    </>
  )
}

function Tabs() {
  const model = usePanel()
  const current = useModel(({ ui }) => ui.view)
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = viewNames.indexOf(current)
    const places: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }
    const place = places[event.key]
    const next = place === undefined ? undefined : viewNames.at(place % viewNames.length)
    if (next === undefined) return
    event.preventDefault()
    model.set({ view: next })
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label="Views" tabIndex={-1} onKeyDown={onKeyDown}>
      {viewNames.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === current}
          aria-controls="page"
          tabIndex={name === current ? 0 : -1}
          onClick={() => model.set({ view: name })}
        >
          {views[name].title}
        </button>
      ))}
    </div>
  )
}

/** The view that is chosen. Those that have been seen stay as they were left, which also takes less time than to draw them anew. */
function Page() {
  const view = useModel(({ ui }) => ui.view)
  const [seen, setSeen] = useState<ReadonlySet<ViewName>>(new Set([view]))
  if (!seen.has(view)) setSeen(new Set([...seen, view]))
  return (
    <main id="page" role="tabpanel" aria-labelledby={`tab-${view}`}>
      {viewNames
        .filter((name) => seen.has(name))
        .map((name) => {
          const { View } = views[name]
          // React Flow forgets its graph when it is hidden in an Activity.
          return name === "graph" ? (
            <Kept key={name} isShown={name === view}>
              <View />
            </Kept>
          ) : (
            <Activity key={name} mode={name === view ? "visible" : "hidden"}>
              <View />
            </Activity>
          )
        })}
    </main>
  )
}

function GraphPage() {
  const hasTasks = useModel(({ notebook }) => notebook !== undefined && notebook.tasks.length > 0)
  const hasCells = useModel(({ notebook }) => notebook?.cells.some(({ kind }) => kind === "task") === true)
  return hasTasks || hasCells ? <GraphView /> : <NoTasks />
}

function NoTasks() {
  return (
    <div className="center empty">
      <h2>No tasks yet</h2>
      <p>
        Begin a cell with <code>{"// @task"}</code> and a name. Tasks run side by side, are retried, and their results
        are kept.
      </p>
    </div>
  )
}

/** What stands in the way of running, or went wrong. */
function Notices() {
  const model = usePanel()
  const notice = useModel((one) => one.notice)
  const kernel = useModel((one) => one.kernel)
  const isTrusted = useModel(({ notebook }) => notebook?.isTrusted)
  const errors = useModel(
    ({ notebook }) => notebook?.problems.filter(({ severity }) => severity === "error").length ?? 0,
  )
  const first = useModel(({ notebook }) => notebook?.problems.find(({ severity }) => severity === "error"))
  return (
    <div className="notices" role="alert">
      {isTrusted === false && <p className="notice">The workspace isn't trusted: flows are shown, and nothing runs.</p>}
      {kernel.state === "gone" && (
        <p className="notice is-error">
          <Plug size={16} aria-hidden />
          <span>{kernel.reason}. The next run starts another.</span>
          <Button isSecondary onClick={() => model.tell({ type: "connect" })}>
            Start
          </Button>
        </p>
      )}
      {first && (
        <p className="notice is-error">
          <CircleAlert size={16} aria-hidden />
          <button
            type="button"
            className="link"
            onClick={() => model.tell({ type: "reveal", cell: first.cell, line: first.line })}
          >
            {first.message}
          </button>
          {errors > 1 && <span>and {errors - 1} more</span>}
        </p>
      )}
      {notice !== undefined && (
        <p className="notice is-error">
          <CircleAlert size={16} aria-hidden />
          <span>{notice}</span>
          <IconButton icon={X} label="Dismiss" onClick={() => model.dismiss()} />
        </p>
      )}
    </div>
  )
}
