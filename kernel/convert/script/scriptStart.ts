import { basename } from "node:path"
import type { FlowGraph } from "../../flow/graph.ts"
import { version } from "../../installation.ts"
import { wayBack, type Places } from "./imports.ts"
import type { OwnGlobals } from "./ownGlobals.ts"

/**
 * The comment at a script's beginning.
 * @param limits what the notebook asks for and a script doesn't do
 * @param ofModules what keeps Node from running the notebook's modules
 */
export function scriptHeader({ from, to }: Places, limits: readonly string[], ofModules: readonly string[]): string {
  const lines = [
    `Made by tsnb ${version} from ${basename(from)}. Run it with Node 24 or newer: node ${basename(to)}`,
    "The notebook's cells come one after the other, each after those that it reads from. Nothing is cached, and no two tasks",
    "run at once.",
    ...(limits.length > 0
      ? ["", "What the notebook asks for and a script doesn't do:", ...limits.map((limit) => `- ${limit}`)]
      : []),
    ...(ofModules.length > 0
      ? ["", "What keeps Node from running the notebook's modules:", ...ofModules.map((limit) => `- ${limit}`)]
      : []),
  ]
  return lines.map((line) => `// ${line}`.trimEnd()).join("\n")
}

/** What a script does first. */
export function scriptStart(graph: FlowGraph, places: Places, globals: OwnGlobals, hooks: readonly string[]): string {
  const way = wayBack(places)
  const folder = way === "" ? "import.meta.dirname" : `\`\${import.meta.dirname}/${way}\``
  const lines = [`process.chdir(${folder}) // Paths in the notebook begin at its folder.`, ...hooks]
  return [...earlyFolder(graph, way), ...lines.map((line) => globals.in(line))].join("\n")
}

/** Modules load before any other code of a script: an import of its own, before theirs, is what they can't come before. */
function earlyFolder({ cells }: FlowGraph, way: string): readonly string[] {
  const loads = cells.some(({ analysis }) => analysis.imports.some(({ specifier }) => !isWithoutFiles(specifier)))
  if (!loads) return []
  const folder = `dirname(process.argv[1])${way === "" ? "" : `+${JSON.stringify(`/${way}`)}`}`
  const code = `import{dirname}from'node:path';process.chdir(${folder})`
  return [
    `import ${JSON.stringify(`data:text/javascript,${encodeURI(code)}`)} // So do those in modules, while they load.`,
  ]
}

/** Whether a module needs no files of the notebook's. */
function isWithoutFiles(specifier: string): boolean {
  return specifier === "tsnb" || /^(?:node|data):/.test(specifier)
}
