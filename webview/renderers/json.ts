import type { ActivationFunction } from "vscode-notebook-renderer"
import { jsonTree } from "./jsonTree.ts"
import { rendererOf } from "./outputs.ts"

/** Shows JSON as a tree. */
export const activate: ActivationFunction = () =>
  rendererOf("JSON", (item, element) => {
    element.append(jsonTree(item.json(), { isExpanded: isExpanded(item.metadata, item.mime) }))
    return () => element.replaceChildren()
  })

/** As `json(value, { expanded: true })` of the module `tsnb` asks for, in Jupyter's words. */
function isExpanded(metadata: unknown, mime: string): boolean {
  const facts: unknown = Reflect.get(Object(metadata), mime)
  return Reflect.get(Object(facts), "expanded") === true
}
