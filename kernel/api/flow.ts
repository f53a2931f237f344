import { runtimeBridge } from "./bridge.ts"
import { displaySymbol, type Displayable } from "./rich.ts"
import type { FlowRunOptions, FlowRunSummary, MimeBundle } from "./types.ts"

/** How a flow run ended, and what shows it. */
export interface FlowRunAnswer {
  summary: FlowRunSummary
  data: MimeBundle
}

/** The flow made of all cells that have run so far, where cells are run one by one as in Jupyter. */
export const flow = {
  /**
   * Runs the flow's tasks, as far as their results aren't in the cache, and shows how they get on. A failure is told by
   * the summary's `state`. Cells that run afterwards find the tasks' results under their names.
   * @throws when the cells or the options have a problem, before anything runs
   */
  async run(options: FlowRunOptions = {}): Promise<FlowRunSummary & Displayable> {
    const { parameters = {}, only, from, fresh } = checkedOptions(options)
    const answer = await runtimeBridge().askKernel({
      kind: "runFlow",
      parameters,
      ...(only !== undefined && { only }),
      ...(from !== undefined && { from }),
      ...(fresh !== undefined && { fresh }),
    })
    if (!isRunAnswer(answer)) throw new TypeError("The kernel's answer isn't how a flow run ended")
    const { summary, data } = answer
    const displayable = { ...summary, [displaySymbol]: () => data }
    // Not among the properties that are printed.
    return Object.defineProperty(displayable, displaySymbol, { enumerable: false })
  },

  /** The tasks, and which waits for which, as something to display: an image, and a Mermaid flowchart. */
  graph(): Displayable {
    return {
      [displaySymbol]: async () => {
        const data = await runtimeBridge().askKernel({ kind: "flowGraph" })
        if (!isFields(data)) throw new TypeError("The kernel's answer isn't what shows a flow")
        return data
      },
    }
  },
} as const

function isRunAnswer(answer: unknown): answer is FlowRunAnswer {
  if (!isFields(answer) || !isFields(answer["summary"]) || !isFields(answer["data"])) return false
  const { run, flow, state, duration, tasks } = answer["summary"]
  return (
    [run, flow, state].every((text) => typeof text === "string") && typeof duration === "number" && Array.isArray(tasks)
  )
}

// This folder is also a package of types, and uses nothing outside of it.
function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
}

/** Cells are checked by their editor at most, and a misspelt option would run everything. */
function checkedOptions(options: FlowRunOptions): FlowRunOptions {
  const known = ["parameters", "only", "from", "fresh"]
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new TypeError(`flow.run() has no option '${unknown}'. Its options are ${known.join(", ")}`)
  const { only, from, fresh } = options
  if (only !== undefined && !(Array.isArray(only) && only.every((task) => typeof task === "string"))) {
    throw new TypeError(`flow.run(): 'only' is a list of tasks, such as ["train"]`)
  }
  if (from !== undefined && typeof from !== "string")
    throw new TypeError(`flow.run(): 'from' is the name of a task, such as "train"`)
  if (fresh !== undefined && typeof fresh !== "boolean") throw new TypeError(`flow.run(): 'fresh' is true or false`)
  return options
}
