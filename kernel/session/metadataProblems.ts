import { dirname } from "node:path"
import { placesIn, problemInFile } from "../cell/place.ts"
import type { Problem } from "../cell/problem.ts"
import { walk } from "../cell/references.ts"
import { parseSource } from "../cell/syntax.ts"
import type { FlowGraph } from "../flow/graph.ts"
import { ProjectError, wantsDecoratorMetadata } from "../runtime/modules/project.ts"

const message =
  "tsconfig.json says emitDecoratorMetadata, which tsnb doesn't do: a decorator finds no types at run time (design:type). " +
  'Name the type in the decorator, such as @Column("text") or @Inject(Service)'

/**
 * A warning for the first decorator of each cell, where the project has decorators find types at run time.
 * @param notebook absolute path
 */
export function metadataProblems(notebook: string, { cells }: FlowGraph): readonly Problem[] {
  if (!isWanted(dirname(notebook))) return []
  return cells.flatMap((cell): readonly Problem[] => {
    if (!cell.source.includes("@")) return []
    let start: number | undefined
    walk(parseSource(cell.source).program, (node) => {
      if (node.type === "Decorator") start ??= node.start
    })
    if (start === undefined) return []
    return [problemInFile(cell, { message, severity: "warning", ...placesIn(cell.source)(start) })]
  })
}

function isWanted(folder: string): boolean {
  try {
    return wantsDecoratorMetadata(folder)
  } catch (error) {
    // Whoever runs the notebook is told that the file can't be used.
    if (error instanceof ProjectError) return false
    throw error
  }
}
