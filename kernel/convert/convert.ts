import { basename, dirname, extname } from "node:path"
import type { Problem } from "../cell/problem.ts"
import { parseJupyterNotebook, printJupyterNotebook } from "../notebook/ipynb.ts"
import { parseNotebook, printNotebook } from "../notebook/tsnb.ts"
import type { Notebook } from "../notebook/document.ts"
import { RequestError } from "../session/api.ts"
import type { FileKind } from "./fileKind.ts"
import { fromJupyter } from "./jupyter/fromJupyter.ts"
import { toJupyter, type CellShown } from "./jupyter/toJupyter.ts"
import { listCells, type Note } from "./note.ts"
import { findRun } from "./run/findRun.ts"
import { flowOf, shownOnCells, staleTasks, type NotebookFlow } from "./run/onCells.ts"
import type { SharedRun } from "./run/sharedRun.ts"

const ownOutputs = "'--run' is for .tsnb notebooks: a Jupyter notebook has its outputs in its own file."

/** What to make of a notebook. */
export interface ConvertRequest {
  /** Absolute path of the notebook, where it is or would be saved: its runs are beside it. */
  from: string
  fromKind: FileKind
  /** The notebook's text. */
  text: string
  /** Absolute path of the file to make. */
  to: string
  toKind: FileKind
  /** Whether to take along what cells have shown, where the kind of file has a place for it. */
  withOutputs: boolean
  /** Id of the run whose outputs to take, or its beginning; the latest unless given. */
  run?: string
  /** A page for people who don't code. */
  report?: boolean
}

/** A notebook as another kind of file. */
export interface Converted {
  text: string
  /** What isn't in the file, or is there in another form. */
  notes: readonly Note[]
  /** Problems of the notebook that came to be, by their lines in it. */
  problems: readonly Problem[]
}

/** A notebook with what there is to say about it, whatever it was read from. */
interface Opened {
  name: string
  notebook: Notebook
  flow: NotebookFlow
  shown: ReadonlyMap<number, CellShown>
  run?: SharedRun
  notes: readonly Note[]
}

/**
 * Makes another kind of file of a notebook.
 * @throws {JupyterNotebookError} when a Jupyter notebook can't be read
 * @throws {RequestError} when the run isn't there, or there can be none
 * @throws {NotebookProblemsError} when a script can't be made because the notebook has problems
 */
export async function convert(request: ConvertRequest): Promise<Converted> {
  const { toKind, from } = request
  if (request.run !== undefined && toKind !== "ipynb" && toKind !== "html") {
    throw new RequestError("'--run' says whose outputs to take: a .ts or .tsnb file has none.")
  }
  if (request.report && toKind !== "html") {
    throw new RequestError("'--report' hides the code of an .html file: other files are their code.")
  }
  if (request.fromKind === "ipynb" && toKind === "ipynb") return copyJupyter(request)
  const opened = await open(request)
  const { notebook, shown, run, flow } = opened
  const notes = [...opened.notes]
  switch (toKind) {
    case "tsnb":
      if (shown.size > 0) notes.push(outputsStay(shown))
      if (flow.graph.tasks.size === 0 && notebook.cells.some(({ kind }) => kind === "code")) notes.push(noTask)
      return { text: printNotebook(notebook), notes, problems: request.fromKind === "ipynb" ? flow.graph.problems : [] }
    case "ipynb":
      return { text: toJupyter(notebook, shown), notes: [...notes, ...staleNotes(opened)], problems: [] }
    case "html": {
      const [{ toPage }, { imageReader }] = await Promise.all([import("./page/toPage.ts"), import("./page/images.ts")])
      const stale = run ? staleTasks(flow, run) : new Set<string>()
      const [file, readImage, now] = [basename(from), imageReader(dirname(from)), Date.now()]
      const isReport = request.report ?? false
      const text = await toPage({ file, notebook, flow, shown, stale, readImage, isReport, now, ...(run && { run }) })
      return { text, notes: [...notes, ...staleNotes(opened)], problems: [] }
    }
    case "ts": {
      const [{ toScript }, { moduleTypeNotes }] = await Promise.all([
        import("./script/toScript.ts"),
        import("./script/moduleType.ts"),
      ])
      const script = toScript({ notebook, flow, from, to: request.to })
      return { text: script.text, notes: [...notes, ...script.notes, ...moduleTypeNotes(request.to)], problems: [] }
    }
  }
}

/** A Jupyter notebook as it is, whatever its language; without its outputs when they aren't wanted. */
function copyJupyter({ text, withOutputs, run }: ConvertRequest): Converted {
  if (run !== undefined) throw new RequestError(ownOutputs)
  const jupyter = parseJupyterNotebook(text)
  for (const { kind, json } of jupyter.cells) {
    if (kind === "code" && !withOutputs) Object.assign(json, { execution_count: null, outputs: [] })
  }
  return { text: printJupyterNotebook(jupyter), notes: [], problems: [] }
}

async function open({ from, fromKind, text, toKind, withOutputs, run: id }: ConvertRequest): Promise<Opened> {
  const name = basename(from, extname(from))
  if (fromKind === "ipynb") {
    if (id !== undefined) throw new RequestError(ownOutputs)
    const { notebook: content, shown, notes } = fromJupyter(text)
    // With the lines that its cells have in the file that it becomes.
    const notebook = parseNotebook(printNotebook(content))
    return { name, notebook, flow: flowOf(name, notebook), shown: withOutputs ? shown : new Map(), notes }
  }
  const notebook = parseNotebook(text)
  const flow = flowOf(name, notebook)
  const hasOutputs = toKind === "ipynb" || toKind === "html"
  const run = hasOutputs && withOutputs ? await findRun(from, id) : undefined
  return {
    name,
    notebook,
    flow,
    shown: run ? shownOnCells(flow, run) : new Map<number, CellShown>(),
    ...(run && { run }),
    notes:
      hasOutputs && withOutputs && !run
        ? [{ message: "The notebook hasn't been run yet, so there are no outputs to include." }]
        : [],
  }
}

const noTask: Note = {
  message: "No cell is a task yet, and `tsnb run` runs tasks: begin a cell with `// @task` to make it one.",
}

function staleNotes({ flow, run }: Opened): readonly Note[] {
  const stale = run ? [...staleTasks(flow, run)] : []
  if (!run || stale.length === 0) return []
  const which = stale.length === 1 ? `the task ${stale[0]}` : `${stale.length} tasks (${stale.join(", ")})`
  return [{ message: `The outputs are those of run ${run.row.id}, from before the code of ${which} changed.` }]
}

function outputsStay(shown: ReadonlyMap<number, CellShown>): Note {
  const which = listCells([...shown.keys()].map((index) => index + 1))
  return {
    message: `The outputs of ${which} aren't included: .tsnb files don't contain outputs. Run the notebook for new ones.`,
  }
}
