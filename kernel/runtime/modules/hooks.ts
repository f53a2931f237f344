import Module, { registerHooks, type LoadFnOutput, type ResolveFnOutput, type ResolveHookContext } from "node:module"
import { dirname, extname, isAbsolute } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { transpile, type Transpiled } from "../../cell/transpile.ts"
import { registerSource } from "../sourceMaps.ts"
import { bytesHash } from "../trace/contentHash.ts"
import { whatIsAt } from "../trace/observe.ts"
import { isWithin, ownFolder, packageFolderOf } from "../trace/paths.ts"
import type { Recorder } from "../trace/recorder.ts"
import { untraced, withoutTracing } from "../trace/untraced.ts"
import { drawsIntoBrowser, withoutBrowser } from "./browserless.ts"
import { isTranspiled, sourceFormat } from "./format.ts"
import type { ModuleNode } from "./graph.ts"
import { remembersBetweenCalls } from "./memory.ts"
import type { ModuleVersions } from "./versions.ts"
import { findSource, isPackageSpecifier, packageDescriptions, packageName } from "./resolution.ts"

export interface ModuleOptions {
  /** URL of the module that the specifier `tsnb` stands for. */
  api: string
  /** Absolute paths of modules for specifiers that can't be resolved from the notebook's folder. */
  fallbacks: Readonly<Record<string, string>>
  /** Has local modules loaded again that changed; without, each is loaded once. */
  versions?: ModuleVersions
}

type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput

/**
 * Makes `import`, `import()` and `require` take TypeScript and JSX, find what TypeScript code means by its specifiers,
 * and tell the recorder who imports what.
 * @returns takes it back
 */
export function installModuleHooks(recorder: Recorder, options: ModuleOptions): () => void {
  const resolution = new Resolution(recorder, options)
  const hooks = registerHooks({
    resolve: (specifier, context, next) => resolution.resolve(specifier, context, next),
    load: (url, context, next) => withoutTracing(() => load(recorder, url, () => next(url, context))),
  })
  const stopRequire = watchRequire(resolution)
  return () => {
    stopRequire()
    hooks.deregister()
  }
}

class Resolution {
  readonly #recorder: Recorder
  readonly #options: ModuleOptions
  /** Where `require` went, since Node asks only once for each folder and specifier. */
  readonly #required = new Map<string, ModuleNode>()

  constructor(recorder: Recorder, options: ModuleOptions) {
    this.#recorder = recorder
    this.#options = options
  }

  resolve(specifier: string, context: ResolveHookContext, next: NextResolve): ResolveFnOutput {
    const importer = pathOf(context.parentURL)
    if (importer !== undefined && this.#isTsnbs(importer)) return next(specifier, context)
    if (specifier === "tsnb") return { url: this.#options.api, shortCircuit: true }
    const parent = importer === undefined ? undefined : this.#recorder.graph.find(importer)
    const resolved = this.#search(specifier, context, next, importer, parent)
    const path = pathOf(resolved.url)
    if (path === undefined || isOwn(path)) return resolved
    const node = this.#recorder.graph.node(path)
    this.#recorder.imported(parent, node)
    if (isPackageSpecifier(specifier)) {
      if (parent?.entry?.kind !== "package") node.specifiers.set(resolved.url, specifier)
    } else if (node.path === path) node.specifiers.set(resolved.url, this.#fromNotebook(path))
    const versioned = this.#versioned(resolved, node, parent)
    const isImport = context.conditions.includes("import")
    if (!isImport && importer !== undefined) this.#required.set(requireKey(importer, specifier), node)
    if (isImport && extname(path) === ".json" && context.importAttributes["type"] === undefined) {
      // TypeScript code imports JSON without saying so a second time.
      return { ...versioned, importAttributes: { ...context.importAttributes, type: "json" } }
    }
    return versioned
  }

  #versioned(resolved: ResolveFnOutput, node: ModuleNode, parent: ModuleNode | undefined): ResolveFnOutput {
    const { versions } = this.#options
    if (!versions || node.entry?.kind === "package") return resolved
    // A module's own imports are part of what was looked at when a cell imported it.
    if (!parent) versions.refresh(node)
    return { ...resolved, url: versions.urlOf(resolved.url, node) }
  }

  /** `require` of something that Node resolved before doesn't get to the hooks. */
  requireAgain(specifier: string, importer: string): void {
    if (this.#isTsnbs(importer) || this.#recorder.graph.find(importer)) return
    const node = this.#required.get(requireKey(importer, specifier))
    if (!node) return
    this.#recorder.imported(undefined, node)
    this.#options.versions?.refresh(node)
  }

  #search(
    specifier: string,
    context: ResolveHookContext,
    next: NextResolve,
    importer: string | undefined,
    parent: ModuleNode | undefined,
  ): ResolveFnOutput {
    try {
      const resolved = withoutTracing(() => next(specifier, context))
      if (importer !== undefined && isPackageSpecifier(specifier)) this.#packageMisses(specifier, importer, parent)
      return resolved
    } catch (error) {
      const path = isPackageSpecifier(specifier) ? undefined : targetOf(specifier, importer)
      if (path !== undefined) {
        const { found, missing } = findSource(path)
        for (const miss of missing) {
          this.#recorder.dependency(parent, { kind: "exists", path: miss, found: whatIsAt(miss) })
        }
        if (found !== undefined) return { url: urlOf(found, specifier), shortCircuit: true }
      } else if (importer !== undefined) {
        this.#packageMisses(specifier, importer, parent)
        const fallback = Object.hasOwn(this.#options.fallbacks, specifier)
          ? this.#options.fallbacks[specifier]
          : undefined
        if (fallback !== undefined) return { url: pathToFileURL(fallback).href, shortCircuit: true }
      }
      throw error
    }
  }

  /** tsnb's own code, and the packages that it alone uses. */
  #isTsnbs(path: string): boolean {
    return isOwn(path) || (packageFolderOf(path) !== undefined && this.#recorder.graph.find(path) === undefined)
  }

  #fromNotebook(path: string): string {
    const relative = this.#recorder.paths.toEntry(path)
    return /^\.\.?\//.test(relative) || isAbsolute(relative) ? relative : `./${relative}`
  }

  /** A package put nearer later would be taken instead. */
  #packageMisses(specifier: string, importer: string, parent: ModuleNode | undefined): void {
    if (parent?.entry?.kind === "package" || Module.isBuiltin(specifier)) return
    const name = packageName(specifier)
    for (const path of packageDescriptions(name, dirname(importer))) {
      if (whatIsAt(path) === null) this.#recorder.dependency(parent, { kind: "package", path, name, version: null })
    }
  }
}

function requireKey(importer: string, specifier: string): string {
  return `${dirname(importer)}\0${specifier}`
}

/** The absolute path that a relative or absolute specifier means. */
function targetOf(specifier: string, importer: string | undefined): string | undefined {
  const base = importer === undefined ? undefined : pathToFileURL(importer).href
  if (specifier.startsWith("#") || (/^[a-z][a-z+.-]+:/i.test(specifier) && !specifier.startsWith("file:")))
    return undefined
  return URL.canParse(specifier, base) ? pathOf(new URL(specifier, base).href) : undefined
}

/** With the query of the specifier, which makes a module of its own. */
function urlOf(path: string, specifier: string): string {
  return pathToFileURL(path).href + (/[?#].*$/.exec(specifier)?.[0] ?? "")
}

function pathOf(url: string | undefined): string | undefined {
  if (url === undefined || !url.startsWith("file:")) return undefined
  return fileURLToPath(url.replace(/[?#].*$/, ""))
}

function isOwn(path: string): boolean {
  return isWithin(path, ownFolder)
}

function load(recorder: Recorder, url: string, next: () => LoadFnOutput): LoadFnOutput {
  const path = pathOf(url)
  const node = path === undefined ? undefined : recorder.graph.find(path)
  // What no cell has to do with.
  if (path === undefined || !node) return next()
  if (isTranspiled(path)) {
    const bytes = untraced.readFileSync(path)
    const source = bytes.toString()
    const format = sourceFormat(path, source)
    const make = (sourcemap: boolean): Transpiled =>
      transpile(source, path, { sourcemap, commonjs: format === "commonjs" })
    const { code } = make(false)
    registerSource(url, { text: source, map: () => make(true).map ?? "" })
    recorder.graph.loaded(node, bytesHash(bytes), remembersBetweenCalls(code))
    return { format, source: code, shortCircuit: true }
  }
  const loaded = adapted(path, next())
  if (node.entry?.kind === "package" || !/^\.[cm]?js$/.test(extname(path))) {
    recorder.graph.loaded(node, recorder.hashes.hash(path) ?? "", false)
  } else {
    const source = typeof loaded.source === "string" ? loaded.source : untraced.readFileSync(path, "utf8")
    recorder.graph.loaded(node, bytesHash(source), remembersBetweenCalls(source))
  }
  return loaded
}

function adapted(path: string, loaded: LoadFnOutput): LoadFnOutput {
  if (!drawsIntoBrowser(path) || loaded.source === undefined || loaded.source === null) return loaded
  const code = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source)
  return { ...loaded, source: withoutBrowser(path, code) }
}

interface CommonJsLoader {
  _load: (this: unknown, request: string, parent: { filename?: string | null } | undefined, isMain: boolean) => unknown
}

function watchRequire(resolution: Resolution): () => void {
  // Not in the types, but every version of Node has it, and packages that watch `require` rest on it.
  const loader = Module as unknown as CommonJsLoader
  const original = loader._load
  loader._load = function watchedLoad(request, parent, isMain) {
    if (parent?.filename) resolution.requireAgain(request, parent.filename)
    return Reflect.apply(original, this, [request, parent, isMain])
  }
  return () => {
    loader._load = original
  }
}
