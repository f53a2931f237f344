import { describe, expect, test } from "vitest"
import { readSubject, subjects } from "./corpus.ts"
import type { OracleNotebook } from "./notebook.ts"
import { differencesFromScript } from "./observed.ts"
import { NotebookPlace } from "./place.ts"
import { runNotebook } from "./run.ts"
import { runScript } from "./script.ts"

/** In what a notebook's run differs from its script, each in a folder of its own. */
async function differencesOf(notebook: OracleNotebook): Promise<string> {
  using scriptPlace = new NotebookPlace(notebook)
  using runPlace = new NotebookPlace(notebook)
  const [script, run] = await Promise.all([runScript(scriptPlace.folder, notebook.text), runNotebook(runPlace.folder)])
  return differencesFromScript(script, run).join("\n")
}

describe.for(subjects)("%s", (subject) => {
  const notebooks = readSubject(subject).map((notebook) => [notebook.title, notebook] as const)

  test.concurrent.for(notebooks.filter(([, { differs }]) => differs === undefined))("%s", async ([, notebook]) => {
    expect(await differencesOf(notebook)).toBe("")
  })

  test.concurrent.for(notebooks.filter(([, { differs }]) => differs !== undefined))(
    "%s (differs by design)",
    async ([, notebook]) => {
      expect(await differencesOf(notebook), "The two agree now: take the note away").not.toBe("")
    },
  )
})
