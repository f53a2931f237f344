import type { FlowCell } from "./flowCell.ts"

/** Ends the names of the modules that say what a notebook gives as a subflow. */
export const resultsEnding = "-results"

/** The code with which a notebook's module says what the subflows give that its cells name. */
export function subflowTypes(cells: readonly FlowCell[]): string {
  const members = subflowsIn(cells).map((path) => {
    const module = path.startsWith(".") ? `${path}${resultsEnding}` : `./${path}${resultsEnding}`
    return `${JSON.stringify(path)}: typeof import(${JSON.stringify(module)})`
  })
  return members.length === 0 ? "" : `declare global { interface TsnbNotebooks { ${members.join("; ")} } }\n`
}

/** The paths of the subflows that cells name. */
export function subflowsIn(cells: readonly FlowCell[]): readonly string[] {
  return [...new Set(cells.flatMap(({ subflows }) => subflows))]
}
