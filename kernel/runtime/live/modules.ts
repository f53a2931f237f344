import { dirname } from "node:path"
import { pathToFileURL } from "node:url"
import { apiModule, fallbackModules } from "../../installation.ts"
import { ModuleGraph } from "../modules/graph.ts"
import { installModuleHooks } from "../modules/hooks.ts"
import { ModuleVersions } from "../modules/versions.ts"
import { ContentHashes } from "../trace/contentHash.ts"
import { PackageVersions } from "../trace/lookAgain.ts"
import { Manifests } from "../trace/manifest.ts"
import { NotebookPaths } from "../trace/paths.ts"
import { Recorder } from "../trace/recorder.ts"

/**
 * Makes `import` and `require` work as cells need it, without the rest of tracing: files and variables that a person's
 * cells read don't matter.
 * @param notebook its absolute path
 * @returns the modules loaded so far
 */
export function loadModules(notebook: string): ModuleGraph {
  const graph = new ModuleGraph()
  const hashes = new ContentHashes()
  const paths = new NotebookPaths(dirname(notebook))
  const world = { hashes, paths, environment: process.env, packages: new PackageVersions(), manifests: new Manifests() }
  const versions = new ModuleVersions(graph)
  installModuleHooks(new Recorder(graph, paths, hashes), {
    api: pathToFileURL(apiModule).href,
    fallbacks: fallbackModules,
    versions,
    onCellImport: (module) => versions.refresh(module, world),
  })
  return graph
}
