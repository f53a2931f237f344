import { window, type Memento, type NotebookDocument } from "vscode"
import { parametersOf } from "../../kernel/cell/parameters.ts"
import { notebookGraph } from "../flow/notebookGraph.ts"
import { askForParameters } from "../parameters/askForParameters.ts"
import { stillFitting, type GivenTexts } from "../parameters/form.ts"

/**
 * Asks a person for the values of a notebook's parameters, beginning with those that were given last.
 * @param memento keeps them, also when the form is left
 * @returns what is given, as text that the kernel reads by the parameters' types; undefined when the form was left
 */
export async function parametersFor(notebook: NotebookDocument, memento: Memento): Promise<GivenTexts | undefined> {
  const source = notebookGraph(notebook).graph.cells.find(({ kind }) => kind === "parameters")?.source ?? ""
  const parameters = parametersOf(source)
  if (parameters.length === 0) {
    await window.showInformationMessage(
      "The notebook has no parameters: they are the constants of a cell that begins with '// @parameters'.",
    )
    return undefined
  }
  const key = `parameters of ${notebook.uri.toString()}`
  const given = stillFitting(parameters, memento.get<GivenTexts>(key, {}))
  return askForParameters(source, given, (next) => void memento.update(key, next))
}
