import { dirname, resolve } from "node:path"
import { ModuleGraph, type ModuleNode } from "../modules/graph.ts"
import type { ModuleState } from "../modules/state/moduleState.ts"
import { ModuleVersions } from "../modules/versions.ts"
import { showOriginalPositions } from "../sourceMaps.ts"
import { AttemptRecord, type Kept } from "./attempt.ts"
import { ContentHashes } from "./contentHash.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { NotebookPaths } from "./paths.ts"
import { Recorder } from "./recorder.ts"
import type { ThreadNews } from "./threads.ts"
import { watchProcess, type TracingOptions } from "./tracer.ts"

type Tell = (news: ThreadNews) => void

/** Traces a thread for as long as it lives, and tells of each thing once. */
export function traceThread(options: TracingOptions, tell: Tell): void {
  const program = process.execArgv.findIndex(
    (word, index) => word === "--require" && process.execArgv[index + 1] === options.thread,
  )
  // It isn't the user's option.
  if (program >= 0) process.execArgv.splice(program, 2)
  const folder = resolve(dirname(options.notebook))
  showOriginalPositions(folder)
  const told = new Set<string>()
  const once: Tell = (news) => {
    const text = JSON.stringify(news)
    if (told.has(text)) return
    told.add(text)
    tell(news)
  }
  const graph = new ThreadGraph(once)
  const recorder = new Recorder(graph, new NotebookPaths(folder, options.ignored), new ContentHashes())
  watchProcess(recorder, options, { versions: new ModuleVersions(graph), isThread: true }, () => undefined)
  recorder.begin(true, [], new ThreadRecord(once))
}

/** A thread has its modules for itself: what they read is read by the attempt that started it. */
class ThreadGraph extends ModuleGraph {
  readonly #tell: Tell

  constructor(tell: Tell) {
    super()
    this.#tell = tell
  }

  override packageNode(path: string): ModuleNode | undefined {
    const node = super.packageNode(path)
    if (node?.entry) this.#tell({ type: "read", entry: node.entry })
    return node
  }

  override moduleLoaded(node: ModuleNode, hash: string, state: ModuleState): void {
    super.moduleLoaded(node, hash, state)
    if (node.entry) this.#tell({ type: "read", entry: node.entry })
  }

  override read(reader: ModuleNode, entry: TraceEntry): void {
    super.read(reader, entry)
    this.#tell({ type: "read", entry })
  }

  override unseen(module: ModuleNode, what: string): void {
    super.unseen(module, what)
    this.#tell({ type: "unseen", what })
  }
}

/** What a thread does beside loading its modules. */
class ThreadRecord extends AttemptRecord {
  readonly #tell: Tell

  constructor(tell: Tell) {
    super()
    this.#tell = tell
  }

  override keep(key: string, seen: Kept): void {
    super.keep(key, seen)
    if (this.kept.get(key) === seen) this.#tell({ type: "read", entry: seen.entry })
  }

  override write(path: string, tree: boolean): void {
    super.write(path, tree)
    this.#tell({ type: "written", path, tree, before: this.written.get(path) ?? null })
  }

  override append(path: string): void {
    super.append(path)
    if (this.appended.has(path)) this.#tell({ type: "appended", path, before: this.appended.get(path) ?? null })
  }

  override makeFolder(path: string): void {
    super.makeFolder(path)
    for (const [folder, before] of this.foldersMade) this.#tell({ type: "folderMade", path: folder, before })
  }

  override does(what: string): void {
    super.does(what)
    this.#tell({ type: "unseen", what })
  }
}
