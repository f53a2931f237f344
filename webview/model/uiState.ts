import { isObject } from "../../kernel/isObject.ts"

export const viewNames = ["graph", "log", "timeline", "runs", "parameters", "results"] as const

/** A page of the panel. */
export type ViewName = (typeof viewNames)[number]

/** How the person has set up the panel; kept when its window closes. */
export interface UiState {
  /** By which the host finds the notebook again. */
  notebook: string
  view: ViewName
  /** The run that is looked at; the newest when absent. */
  shownRun?: string
  /** Whether cells that are no tasks are drawn: parameters, hooks and plain ones. */
  showCells: boolean
  /** Which way the graph leads; automatic is what suits the panel's shape. */
  direction: "automatic" | "down" | "right"
  /** Tags whose tasks are drawn as one. */
  collapsedTags: readonly string[]
  /** The tasks of each layer are drawn as one, but of those with these numbers; each by itself when absent. */
  openLayers?: readonly number[] | undefined
  /** Ids of task nodes whose subflows are open. */
  openSubflows: readonly string[]
  /** The `for=` tasks whose elements the timeline shows. */
  openLoops: readonly string[]
  /** The parameters that the table of runs has columns for; those that differ between runs when absent. */
  runColumns?: readonly string[]
  /** The label of the task run whose log is shown; all when empty. */
  logTask: string
}

export const firstState: UiState = {
  notebook: "",
  view: "graph",
  showCells: false,
  direction: "automatic",
  collapsedTags: [],
  openSubflows: [],
  openLoops: [],
  logTask: "",
}

/** Takes what was kept for what it is; what isn't there or not of the form is as at first. */
export function decodeUiState(kept: unknown): UiState {
  if (!isObject(kept)) return firstState
  const { view, shownRun, showCells, direction } = kept
  const text = (name: "notebook" | "logTask"): string => {
    const value = kept[name]
    return typeof value === "string" ? value : firstState[name]
  }
  return {
    notebook: text("notebook"),
    view: viewNames.find((name) => name === view) ?? firstState.view,
    ...(typeof shownRun === "string" && { shownRun }),
    showCells: showCells === true,
    direction: direction === "right" || direction === "down" ? direction : firstState.direction,
    collapsedTags: texts(kept["collapsedTags"]),
    openSubflows: texts(kept["openSubflows"]),
    ...(Array.isArray(kept["runColumns"]) && { runColumns: texts(kept["runColumns"]) }),
    ...(Array.isArray(kept["openLayers"]) && { openLayers: kept["openLayers"].filter(isNumber) }),
    openLoops: texts(kept["openLoops"]),
    logTask: text("logTask"),
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === "number"
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
}
