import * as fc from "fast-check"
import { expect, test } from "vitest"
import { edited, edits, notebookModels, notebookOf, withoutLateChanges } from "./generator.ts"
import { runInEditor, runInJupyter } from "./live.ts"
import { differencesFromScript, differencesOfRuns, type Observed } from "./observed.ts"
import type { OracleNotebook } from "./notebook.ts"
import { NotebookPlace } from "./place.ts"
import { runNotebook } from "./run.ts"
import { runScript } from "./script.ts"
import { reportTask } from "./writer.ts"

/** How many random notebooks there are in all: a start of the tests takes 500, and as many more as one likes. */
const cases = Number(process.env["ORACLE_CASES"] ?? 500)
/** The same number gives the same notebooks. */
const seed = Number(process.env["ORACLE_SEED"] ?? 20_261)

/** Each case takes well under a second, unless the machine is busy; with more of them the test has more time. */
const timeout = 300_000 + cases * 2_000
/** Milliseconds for which a smaller notebook is looked for once one has failed. */
const shrinking = 60_000

/**
 * Looks for a random notebook in which there are differences.
 * @param share how many of all cases are for this
 * @returns the smallest that was found, with what leads to it again; empty when there is none
 */
async function failureIn<Value>(
  share: number,
  arbitrary: fc.Arbitrary<Value>,
  written: (value: Value) => readonly OracleNotebook[],
  differencesOf: (value: Value) => Promise<readonly string[]>,
): Promise<string> {
  let failedAt: number | undefined
  const property = fc.asyncProperty(arbitrary, async (value) => {
    // What isn't looked at any more isn't smaller than what was found.
    if (failedAt !== undefined && performance.now() - failedAt > shrinking) return
    const differences = await differencesOf(value)
    if (differences.length === 0) return
    failedAt ??= performance.now()
    throw new Error(differences.join("\n"))
  })
  const { failed, counterexample, errorInstance, counterexamplePath } = await fc.check(property, {
    numRuns: Math.ceil(cases * share),
    seed,
  })
  if (!failed) return ""
  const [smallest] = counterexample ?? []
  return [
    `ORACLE_SEED=${seed} ORACLE_CASES=${cases}, path ${counterexamplePath}`,
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    ...(smallest === undefined ? [] : written(smallest).map(({ text }) => text)),
  ].join("\n\n")
}

test("a run prints what the script prints", { timeout }, async () => {
  const failure = await failureIn(
    0.72,
    notebookModels,
    (model) => [notebookOf(model)],
    async (model) => {
      const notebook = notebookOf(model)
      using scriptPlace = new NotebookPlace(notebook)
      using runPlace = new NotebookPlace(notebook)
      const [script, run] = await Promise.all([
        runScript(scriptPlace.folder, notebook.text),
        runNotebook(runPlace.folder),
      ])
      return differencesFromScript(script, run)
    },
  )
  expect(failure).toBe("")
})

test("a run from the cache after a change gives what a fresh one gives", { timeout }, async () => {
  const failure = await failureIn(
    0.12,
    fc.tuple(notebookModels, edits),
    ([model, edit]) => [notebookOf(model), edited(model, edit)],
    async ([model, edit]) => {
      const after = edited(model, edit)
      using cachedPlace = new NotebookPlace(notebookOf(model))
      using freshPlace = new NotebookPlace(after)
      await runNotebook(cachedPlace.folder)
      cachedPlace.replace(after)
      const [cached, fresh] = await Promise.all([
        runNotebook(cachedPlace.folder),
        runNotebook(freshPlace.folder, { fresh: true }),
      ])
      return differencesOfRuns(ofReport(fresh), ofReport(cached), "fresh, cached")
    },
  )
  expect(failure).toBe("")
})

test("one worker gives what many give", { timeout }, async () => {
  const failure = await failureIn(
    0.08,
    notebookModels,
    (model) => [notebookOf(model)],
    async (model) => {
      const notebook = notebookOf(model)
      using onePlace = new NotebookPlace(notebook)
      using manyPlace = new NotebookPlace(notebook)
      const [one, many] = await Promise.all([
        runNotebook(onePlace.folder, { concurrency: 1 }),
        runNotebook(manyPlace.folder, { concurrency: 4 }),
      ])
      return differencesOfRuns(one, many, "one worker, many")
    },
  )
  expect(failure).toBe("")
})

test("Jupyter's kernel and VS Code give what a run gives", { timeout }, async () => {
  const failure = await failureIn(
    0.08,
    notebookModels.map(withoutLateChanges),
    (model) => [notebookOf(model)],
    async (model) => {
      const notebook = notebookOf(model)
      using runPlace = new NotebookPlace(notebook)
      using jupyterPlace = new NotebookPlace(notebook)
      using editorPlace = new NotebookPlace(notebook)
      const [run, jupyter, editor] = await Promise.all([
        runNotebook(runPlace.folder, { concurrency: 1 }),
        runInJupyter(jupyterPlace.folder, notebook.text),
        runInEditor(editorPlace.folder, notebook.text),
      ])
      // A failure ends what Jupyter's front ends run; a run goes on.
      const common = { ...run, tasks: tasksOf(run, jupyter), errors: errorsOf(run, jupyter) }
      return [
        ...differencesOfRuns(common, jupyter, "run, Jupyter"),
        ...differencesOfRuns(withoutHooks(run), editor, "run, VS Code"),
      ]
    },
  )
  expect(failure).toBe("")
})

/** A task from the cache prints nothing: what it gave is in the report. */
function ofReport({ state, tasks, hooks, errors }: Observed): Observed {
  const report = tasks.get(reportTask)
  return { state, hooks, errors, tasks: new Map(report ? [[reportTask, report]] : []) }
}

function tasksOf(run: Observed, seen: Observed): Observed["tasks"] {
  return new Map([...run.tasks].filter(([name]) => run.state === "completed" || seen.tasks.has(name)))
}

function errorsOf(run: Observed, seen: Observed): Observed["errors"] {
  return new Map([...run.errors].filter(([name]) => seen.errors.has(name)))
}

function withoutHooks(run: Observed): Observed {
  return { ...run, hooks: { out: [], error: [] } }
}
