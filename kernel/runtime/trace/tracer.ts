import { basename, dirname, resolve } from "node:path"
import { loadTranspiler, type LanguageSettings } from "../../cell/transpile.ts"
import { ModuleGraph, type ModuleNode } from "../modules/graph.ts"
import { installModuleHooks, type ModuleOptions } from "../modules/hooks.ts"
import { languageSettingsFor, projectEntry } from "../modules/project.ts"
import { ModuleVersions } from "../modules/versions.ts"
import { conclude, type AttemptTrace } from "./conclude.ts"
import { ContentHashes } from "./contentHash.ts"
import { describeEntry } from "./entry.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { watchEnvironment, type WatchedEnvironment } from "./environment.ts"
import { isSameEntry, lookAgain, PackageVersions, type World } from "./lookAgain.ts"
import { globContents, globFiles } from "./observe.ts"
import { patchFs } from "./patchFs.ts"
import { NotebookPaths, packageFolderOf } from "./paths.ts"
import { currentReader, pathOf } from "./reader.ts"
import { Recorder } from "./recorder.ts"
import { watchSqlite } from "./sqliteWatch.ts"
import { watchSystem } from "./systemWatch.ts"
import { ThreadTraces, watchWorkers } from "./threads.ts"
import { untraced } from "./untraced.ts"

export interface TracingOptions {
  /** Absolute path of the notebook. */
  notebook: string
  /** URL of the module that cells import as `tsnb`. */
  api: string
  /** Absolute paths of modules for packages that the notebook's folder doesn't have. */
  fallbacks?: Readonly<Record<string, string>>
  /** Absolute paths of folders whose files aren't traced, such as that of the results. */
  ignored?: readonly string[]
  /** Absolute path of the program that threads begin with, so that they are traced; they aren't without. */
  thread?: string
}

/** What a task's options say about what is looked at; patterns are relative to the notebook's folder. */
export interface Looks {
  reads?: readonly string[]
  writes?: readonly string[]
  ignoreEnv?: readonly string[]
}

/** Sees what the attempts of this process depend on, one attempt at a time, threads included. Child processes it can't see. */
export interface Tracer {
  /** @param keepModules whether local modules stay as they are afterwards, as in a session */
  begin(looks?: Looks, keepModules?: boolean): void
  /**
   * @param keepVariables whether environment variables that the attempt set stay, as in a session; they get their earlier
   * values back otherwise, unless a module set them while it was loaded
   * @param more what the attempt depended on by way of subflows
   */
  end(keepVariables?: boolean, more?: readonly TraceEntry[]): AttemptTrace
  /** A cell asks for the name of its notebook. */
  notebookNamed(): void
  /** Whether the attempt under way found a module otherwise than in a new process, since it can't be loaded again. */
  needsNewProcess(): Promise<boolean>
  /** Whether the newest attempt loaded modules of packages. */
  hasLoadedPackages(): boolean
  /** The files of the local modules that are loaded. */
  localTexts(): readonly string[]
  /** Whether it is code of the notebook or a local module that calls tsnb at this moment, and not a package or Node. */
  isCalledByUser(): boolean
  /**
   * Has local modules that may keep something loaded anew by the next attempt.
   * @returns why the next attempt needs another process, if it does
   */
  renewModules(): string | undefined
  /** What has changed on disk or in the environment since a module of this process was loaded with it, as people read it. */
  loadedChanged(): string | undefined
  /** How the notebook can import the modules that the attempt under way reaches, such as `./helper.ts`. */
  reachedSpecifiers(): readonly string[]
  /** What the project says about how the notebook's cells become JavaScript, as an input of the attempt under way. */
  languageSettings(source: string): LanguageSettings
  /** Takes all watching back. */
  stop(): void
}

/** How often packages are looked at again, in milliseconds; traces name the loaded version in any case. */
const packageInterval = 1000

/** Starts to watch files, modules and the environment of this process; to be called once, before user code runs. */
export function startTracing(options: TracingOptions): Tracer {
  const paths = new NotebookPaths(resolve(dirname(options.notebook)), options.ignored)
  const hashes = new ContentHashes()
  const graph = new ModuleGraph()
  const recorder = new Recorder(graph, paths, hashes)
  const versions = new ModuleVersions(graph)
  let packagesBefore = 0
  const threads = new ThreadTraces(recorder, options)
  const { environment, stop } = watchProcess(recorder, options, { versions }, () => threads.open())
  const world: World = {
    hashes,
    paths,
    environment: environment.real,
    packages: new PackageVersions(),
    manifests: recorder.manifests,
  }
  const variablesKept = new Set<string>()
  let packagesSeen = 0

  return {
    begin({ reads = [], writes = [], ignoreEnv = [] } = {}, keepModules = false) {
      packagesBefore = graph.packageModules
      const attempt = recorder.begin(keepModules, ignoreEnv)
      for (const pattern of reads) attempt.globs.set(pattern, globContents(pattern, paths.folder, hashes))
      for (const pattern of writes) attempt.outputs.set(pattern, new Set(globFiles(pattern, paths.folder)))
    },
    end(keepVariables = false, more = []) {
      const attempt = recorder.attempt
      if (!attempt) throw new Error("No attempt is being traced: `begin` comes first")
      threads.drain()
      recorder.end()
      if (keepVariables) for (const name of attempt.variablesSet.keys()) variablesKept.add(name)
      else environment.restore(attempt.variablesSet)
      return conclude(attempt, graph, world, more, () => recorder.withoutOwnVariables(Object.keys(environment.real)))
    },
    notebookNamed() {
      recorder.notebookName(basename(options.notebook))
    },
    needsNewProcess: () => versions.hasFailedAgain(),
    hasLoadedPackages: () => graph.packageModules > packagesBefore,
    localTexts: () => [...graph.loaded()].flatMap(({ entry }) => (entry?.kind === "file" ? textOf(entry.path) : [])),
    isCalledByUser() {
      const { caller } = currentReader(graph, false)
      return caller !== undefined && !caller.startsWith("node:") && packageFolderOf(pathOf(caller)) === undefined
    },
    renewModules: () => versions.renew(),
    loadedChanged() {
      const now = Date.now()
      const withPackages = now - packagesSeen >= packageInterval
      if (withPackages) packagesSeen = now
      for (const entry of [...graph.loadedEntries(), ...recorder.searched()]) {
        if (!withPackages && isAboutPackages(entry)) continue
        if (entry.kind === "variable" && (variablesKept.has(entry.name) || graph.setsVariable(entry.name))) continue
        if (!isSameEntry(entry, lookAgain(entry, world)))
          return describeEntry("path" in entry ? { ...entry, path: paths.toEntry(entry.path) } : entry)
      }
      return undefined
    },
    reachedSpecifiers() {
      const modules = new Set<ModuleNode>()
      for (const root of recorder.attempt?.modules ?? []) {
        for (const module of graph.reach(root).modules) modules.add(module)
      }
      return modules
        .values()
        .flatMap(({ specifiers }) => specifiers.values())
        .toArray()
    },
    languageSettings(source) {
      recorder.dependency(undefined, projectEntry(paths.folder, "language"))
      return languageSettingsFor(source, paths.folder)
    },
    stop() {
      threads.close()
      stop()
    },
  }
}

/**
 * Starts to watch everything that code of this process, or thread, does.
 * @param onThread called before it starts a thread
 */
export function watchProcess(
  recorder: Recorder,
  { api, fallbacks = {}, thread }: TracingOptions,
  modules: Pick<ModuleOptions, "versions" | "isThread">,
  onThread: () => void,
): { environment: WatchedEnvironment; stop: () => void } {
  // What it reads itself would be taken for the first cell's.
  loadTranspiler()
  const stopModules = installModuleHooks(recorder, { api, fallbacks, ...modules })
  const stopFiles = patchFs(recorder)
  const environment = watchEnvironment(recorder)
  const stops = [
    stopModules,
    stopFiles,
    () => environment.stop(),
    watchSystem(recorder, environment.real),
    watchSqlite(recorder),
    ...(thread === undefined ? [] : [watchWorkers(thread, () => recorder.isOwnCall(), onThread)]),
  ]
  return {
    environment,
    stop() {
      for (const step of stops.toReversed()) step()
    },
  }
}

function textOf(path: string): readonly string[] {
  try {
    return [untraced.readFileSync(path, "utf8")]
  } catch {
    // It is gone since it was loaded.
    return []
  }
}

/** Whether an entry tells of a package's version, or of where packages are. */
function isAboutPackages(entry: TraceEntry): boolean {
  if (entry.kind === "package") return true
  return (entry.kind === "link" || entry.kind === "exists") && /[\\/]node_modules(?:[\\/]|$)/.test(entry.path)
}
