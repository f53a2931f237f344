import { describe, expect, test } from "vitest"
import { readSubject } from "./corpus.ts"
import { runInJupyter } from "./live.ts"
import { differencesFromScript } from "./observed.ts"
import { NotebookPlace } from "./place.ts"
import { runScript } from "./script.ts"

// What is left to chance, and what modules and functions keep, has to be the same in a kernel, too, where a person sends the
// cells one by one.
describe.each(["chance", "defaults", "factories"])("%s, cell by cell", (subject) => {
  test.concurrent.for(readSubject(subject).map((notebook) => [notebook.title, notebook] as const))(
    "%s",
    async ([, notebook]) => {
      using scriptPlace = new NotebookPlace(notebook)
      using livePlace = new NotebookPlace(notebook)
      const script = await runScript(scriptPlace.folder, notebook.text)
      const live = await runInJupyter(livePlace.folder, notebook.text)
      expect(differencesFromScript(script, live).join("\n")).toBe("")
    },
  )
})
