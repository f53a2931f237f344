import Module, { registerHooks, type LoadFnOutput, type ResolveFnOutput, type ResolveHookContext } from "node:module"
import { dirname, extname, isAbsolute } from "node:path"
import { pathToFileURL } from "node:url"
import { foreignImportMessage } from "../../cell/foreignSpecifiers.ts"
import { transpile } from "../../cell/transpile.ts"
import { isOfValue } from "../importer.ts"
import { placeOfImport, registerSource } from "../sourceMaps.ts"
import { bytesHash } from "../trace/contentHash.ts"
import { whatIsAt } from "../trace/observe.ts"
import { isTranspiled } from "./format.ts"
import { isWithin, ownFolder, packageFolderOf } from "../trace/paths.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import type { Recorder } from "../trace/recorder.ts"
import { untraced, withoutTracing } from "../trace/untraced.ts"
import { watchFindPackageJson } from "./findPackageJson.ts"
import { drawsIntoBrowser, withoutBrowser } from "./browserless.ts"
import type { ModuleNode } from "./graph.ts"
import { askedFrom } from "./metaResolve.ts"
import { fileOfUrl, isVersionInPath, resolveWithoutVersion, withoutVersion } from "./moduleUrl.ts"
import { aliasedSource, projectEntry, type AliasedSource } from "./project.ts"
import { findSource, isPackageSpecifier, isPath, packageDescriptions, packageName } from "./resolution.ts"
import { packagesSearchEntries, searchEntries } from "./search.ts"
import { languageOf, ModuleSources, type MadeSource } from "./sources.ts"
import { unknownState } from "./state/moduleState.ts"
import type { ModuleVersions } from "./versions.ts"

export interface ModuleOptions {
  /** URL of the module that the specifier `tsnb` stands for. */
  api: string
  /** Absolute paths of modules for specifiers that can't be resolved from the notebook's folder. */
  fallbacks: Readonly<Record<string, string>>
  /** Which local modules are to be loaded again. */
  versions: ModuleVersions
  /** A cell, and no module, is about to import a module. */
  onCellImport?: (node: ModuleNode) => void
  /** The process is a thread, whose own file is imported in nobody's name. */
  isThread?: boolean
}

type NextResolve = (specifier: string, context?: Partial<ResolveHookContext>) => ResolveFnOutput

/**
 * Makes `import`, `import()` and `require` take TypeScript and JSX, find what TypeScript code means by its specifiers,
 * and tell the recorder who imports what.
 * @returns takes it back
 */
export function installModuleHooks(recorder: Recorder, options: ModuleOptions): () => void {
  const sources = new ModuleSources()
  const resolution = new Resolution(recorder, options, sources)
  const loading = new Loading(recorder, sources)
  const hooks = registerHooks({
    resolve: (specifier, context, next) => resolution.resolve(specifier, context, next),
    load: (url, context, next) =>
      withoutTracing(() => loading.load(url, () => next(isVersionInPath(url) ? withoutVersion(url) : url, context))),
  })
  const stopRequire = watchRequire(resolution)
  const stopFinding = watchFindPackageJson(recorder)
  return () => {
    stopFinding()
    stopRequire()
    hooks.deregister()
  }
}

class Resolution {
  readonly #recorder: Recorder
  readonly #options: ModuleOptions
  readonly #sources: ModuleSources
  /** Where `require` went, since Node asks only once for each folder and specifier. */
  readonly #required = new Map<string, ModuleNode>()
  /** What decided that, by the same. */
  readonly #searches = new Map<string, readonly TraceEntry[]>()
  /** Packages with names that they have imported. */
  readonly #packagesSearched = new Set<string>()

  constructor(recorder: Recorder, options: ModuleOptions, sources: ModuleSources) {
    this.#recorder = recorder
    this.#options = options
    this.#sources = sources
  }

  resolve(specifier: string, context: ResolveHookContext, next: NextResolve): ResolveFnOutput {
    // Asked by tsnb itself, about a module that is loaded.
    if (isVersionInPath(specifier)) return { url: specifier, shortCircuit: true }
    const asked = askedFrom(specifier)
    if (asked) {
      const { url } = this.resolve(asked.specifier, { ...context, parentURL: asked.parentURL }, next)
      return { url: withoutVersion(url), shortCircuit: true }
    }
    const importer = pathOf(context.parentURL)
    const isImport = context.conditions.includes("import")
    // Node asks once more for a CommonJS module that is imported, in nobody's name.
    if (importer === undefined && !isImport && !this.#options.isThread)
      return withoutTracing(() => next(specifier, context))
    if (importer !== undefined && this.#isTsnbs(importer)) return withoutTracing(() => next(specifier, context))
    if (specifier === "tsnb") return { url: this.#options.api, shortCircuit: true }
    const parent = importer === undefined ? undefined : this.#recorder.graph.find(importer)
    const isPackages = parent?.entry?.kind === "package"
    const alias = importer === undefined || isPackages ? { missing: [] } : aliasedSource(specifier, dirname(importer))
    if (importer !== undefined && !isPackages) this.#recordAlias(specifier, importer, parent, alias)
    const resolved =
      alias.found === undefined
        ? this.#search(specifier, context, next, importer, parent, alias.problem)
        : { url: pathToFileURL(alias.found).href, shortCircuit: true }
    const path = pathOf(resolved.url)
    if (path === undefined || isOwn(path)) return resolved
    const node = this.#recorder.graph.node(path)
    this.#recorder.imported(parent, node, isOfValue(context.parentURL))
    if (isPackageSpecifier(specifier) && alias.found === undefined) {
      if (!isPackages) node.specifiers.set(resolved.url, specifier)
    } else if (node.path === path) node.specifiers.set(resolved.url, this.#fromNotebook(path))
    if (!isImport && importer !== undefined) this.#required.set(requireKey(importer, specifier), node)
    if (node.entry?.kind === "package") return resolved
    if (!parent) this.#options.onCellImport?.(node)
    const url = this.#options.versions.urlOf(resolved.url, node, !isImport, () =>
      withoutTracing(() => this.#sources.isEsModule(path)),
    )
    if (!isImport) return { ...resolved, url }
    const versioned = { ...resolved, url }
    if (extname(path) === ".json" && context.importAttributes["type"] === undefined) {
      // TypeScript code imports JSON without saying so a second time.
      return { ...versioned, importAttributes: { ...context.importAttributes, type: "json" } }
    }
    return versioned
  }

  /** `require` of something that Node resolved before, for another module of the folder or attempt, doesn't get to the hooks. */
  requireAgain(specifier: string, importer: string): void {
    if (this.#isTsnbs(importer)) return
    const node = this.#required.get(requireKey(importer, specifier))
    if (!node) return
    const parent = this.#recorder.graph.find(importer)
    this.#recorder.imported(parent, node)
    for (const entry of this.#searches.get(requireKey(importer, specifier)) ?? [])
      this.#recorder.dependency(parent, entry)
    if (!parent && node.entry?.kind !== "package") this.#options.onCellImport?.(node)
  }

  #search(
    specifier: string,
    context: ResolveHookContext,
    next: NextResolve,
    importer: string | undefined,
    parent: ModuleNode | undefined,
    problem: Error | undefined,
  ): ResolveFnOutput {
    try {
      const resolved = withoutTracing(() => next(specifier, context))
      if (importer !== undefined) this.#recordSearch(specifier, context, importer, parent, pathOf(resolved.url))
      return resolved
    } catch (error) {
      const path = isPackageSpecifier(specifier) ? undefined : targetOf(specifier, importer)
      if (importer !== undefined) this.#recordSearch(specifier, context, importer, parent)
      if (path !== undefined) {
        const { found, missing } = findSource(path)
        for (const miss of missing) {
          this.#recorder.dependency(parent, { kind: "exists", path: miss, found: whatIsAt(miss) })
        }
        if (found !== undefined) return { url: urlOf(found, specifier), shortCircuit: true }
      } else if (importer !== undefined) {
        const fallback = Object.hasOwn(this.#options.fallbacks, specifier)
          ? this.#options.fallbacks[specifier]
          : undefined
        if (fallback !== undefined) return { url: pathToFileURL(fallback).href, shortCircuit: true }
      }
      const isTold = tellOfJsx(specifier, error) || tellOfForeign(specifier, error)
      if (!isTold && importer !== undefined && parent?.entry?.kind !== "package")
        tellOfPackage(specifier, context.parentURL ?? importer, importer, error)
      // A project that can't be used might have known: that isn't what is missing, but why it may be.
      if (problem && error instanceof Error) error.message += `\n${problem.message}`
      throw error
    }
  }

  /** What the project says of where an import leads, which goes before packages. */
  #recordAlias(
    specifier: string,
    importer: string,
    parent: ModuleNode | undefined,
    { found, missing }: AliasedSource,
  ): void {
    if (isPath(specifier) || Module.isBuiltin(specifier)) return
    const entry = projectEntry(dirname(importer), "paths")
    const entries = [entry, ...missing.map((path): TraceEntry => ({ kind: "exists", path, found: whatIsAt(path) }))]
    for (const one of entries) this.#recorder.dependency(parent, one)
    if (found !== undefined) this.#searches.set(requireKey(importer, specifier), entries)
  }

  /** tsnb's own code, and the packages that it alone uses. */
  #isTsnbs(path: string): boolean {
    return isOwn(path) || (packageFolderOf(path) !== undefined && this.#recorder.graph.find(path) === undefined)
  }

  #fromNotebook(path: string): string {
    const relative = this.#recorder.paths.toEntry(path)
    return /^\.\.?\//.test(relative) || isAbsolute(relative) ? relative : `./${relative}`
  }

  /**
   * What decided where a specifier leads, beside the file itself. Of a package's imports, those of its own files are as its
   * version says.
   */
  #recordSearch(
    specifier: string,
    { conditions }: ResolveHookContext,
    importer: string,
    parent: ModuleNode | undefined,
    found?: string,
  ): void {
    if (Module.isBuiltin(specifier)) return
    if (parent?.entry?.kind === "package") return this.#recordPackagesSearch(specifier, parent)
    const target = isPackageSpecifier(specifier) ? undefined : targetOf(specifier, importer)
    const entries = searchEntries(
      { specifier, importer, target, found, required: !conditions.includes("import") },
      this.#recorder.paths.realFolder,
      this.#recorder.manifests,
    )
    for (const entry of entries) this.#recorder.dependency(parent, entry)
    if (!conditions.includes("import")) this.#searches.set(requireKey(importer, specifier), entries)
  }

  /** Once for each package and name, however many modules of the package import it. */
  #recordPackagesSearch(specifier: string, parent: ModuleNode): void {
    if (!isPackageSpecifier(specifier)) return
    const key = `${parent.path}\0${packageName(specifier)}`
    if (this.#packagesSearched.has(key)) return
    this.#packagesSearched.add(key)
    for (const entry of packagesSearchEntries(specifier, parent.path, this.#recorder.paths.realFolder))
      this.#recorder.dependency(parent, entry)
  }
}

/** Nobody wrote the import that code made of JSX has: its error says where it comes from. */
function tellOfJsx(specifier: string, error: unknown): boolean {
  if (!(error instanceof Error) || !/\/jsx(?:-dev)?-runtime$/.test(specifier)) return false
  const name = packageName(specifier)
  const advice =
    name === "react"
      ? "Install it with npm install react, or name another library in the cell: /** @jsxImportSource preact */"
      : `Install it with npm install ${name}`
  error.message = `JSX needs ${JSON.stringify(specifier)}, which isn't there. ${advice}`
  return true
}

/** What Deno or a browser imports, Node refuses in words of its own. */
function tellOfForeign(specifier: string, error: unknown): boolean {
  const message = foreignImportMessage(specifier)
  if (!(error instanceof Error) || message === undefined) return false
  error.message = message
  return true
}

/** Of a package that isn't installed, people are told where it is imported, and how to get it. */
function tellOfPackage(specifier: string, importerUrl: string, importer: string, error: unknown): void {
  if (!(error instanceof Error) || !("code" in error) || !isPackageSpecifier(specifier)) return
  if (error.code !== "ERR_MODULE_NOT_FOUND" && error.code !== "MODULE_NOT_FOUND") return
  const name = packageName(specifier)
  const isThere = packageDescriptions(name, dirname(importer)).some((file) => whatIsAt(file) !== null)
  if (isThere || !packageNames.test(name)) return
  const place = placeOfImport(importerUrl, specifier)
  const { message, stack = "" } = error
  error.message = `Cannot find package '${name}' imported from ${place ?? importer}. Install it with npm install ${name}`
  // The stack of an `import` has frames of Node alone.
  error.stack = place ? `${error.name}: ${error.message}\n    at ${place}` : stack.replace(message, () => error.message)
}

/** What npm takes for a package's name. */
const packageNames = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i

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
  return fileOfUrl(url)
}

function isOwn(path: string): boolean {
  return isWithin(path, ownFolder)
}

class Loading {
  readonly #recorder: Recorder
  readonly #sources: ModuleSources

  constructor(recorder: Recorder, sources: ModuleSources) {
    this.#recorder = recorder
    this.#sources = sources
  }

  load(url: string, next: () => LoadFnOutput): LoadFnOutput {
    const { graph, hashes } = this.#recorder
    const path = pathOf(url)
    const node = path === undefined ? undefined : graph.find(path)
    if (path === undefined) return loadForeign(url, next)
    // What no cell has to do with.
    if (!node) return next()
    if (node.entry?.kind === "package" && !isTranspiled(path)) {
      graph.moduleLoaded(node, hashes.hash(path) ?? "", unknownState)
      return adapted(path, next())
    }
    const { transpiled } = this.#make(node, path)
    const loaded = transpiled
      ? { format: transpiled.format, source: transpiled.code, shortCircuit: true }
      : this.#load(path, next)
    if (loaded.format !== "module") {
      if (transpiled) register(pathToFileURL(path).href, path, true)
      return loaded
    }
    node.url = url
    if (transpiled) register(url, path, false)
    return { ...loaded, source: withPlainUrls(url, loaded.source) }
  }

  #make(node: ModuleNode, path: string): MadeSource {
    const { graph } = this.#recorder
    const content = untraced.readFileSync(path)
    try {
      const made = this.#sources.make(path, content)
      graph.moduleLoaded(node, made.hash, made.state)
      if (made.restsOnManifest && node.entry?.kind !== "package") recordManifest(this.#recorder, node)
      if (made.restsOnProject) graph.read(node, projectEntry(dirname(path), "language"))
      return made
    } catch (error) {
      // A module with a syntax error counts as well, since whoever imports it may go on without.
      graph.moduleLoaded(node, bytesHash(content), unknownState)
      throw error
    }
  }

  /** Of what is required, Node finds out later whether it is an ES module. */
  #load(path: string, next: () => LoadFnOutput): LoadFnOutput {
    const loaded = next()
    const isUndecided = loaded.format === undefined || loaded.format === null
    return isUndecided && this.#sources.isEsModule(path) ? { ...loaded, format: "module" } : loaded
  }
}

/** Something that isn't a file: of Node's, or what nobody but Deno or a browser can load. */
function loadForeign(url: string, next: () => LoadFnOutput): LoadFnOutput {
  try {
    return next()
  } catch (error) {
    tellOfForeign(url, error)
    throw error
  }
}

/** Lets stacks show places of a file that was transpiled. */
function register(url: string, path: string, commonjs: boolean): void {
  const text = untraced.readFileSync(path, "utf8")
  const language = languageOf(path, text) ?? {}
  registerSource(url, { text, map: () => transpile(text, path, { sourcemap: true, commonjs, language }).map ?? "" })
}

/** A module that is loaded again sees the URLs, its own and those of others, that they have in the eyes of who wrote it. */
function withPlainUrls(url: string, source: LoadFnOutput["source"]): LoadFnOutput["source"] {
  if (source === undefined || source === null) return source
  const code = typeof source === "string" ? source : new TextDecoder().decode(source)
  if (!code.includes("import.meta") || code.startsWith("#!")) return source
  const plain = withoutVersion(url)
  const changes = [
    ...(plain === url
      ? []
      : [`import.meta.url = ${JSON.stringify(plain)}`, `import.meta.filename = ${JSON.stringify(fileOfUrl(plain))}`]),
    // Others may have been loaded again, though this one wasn't.
    ...(code.includes("import.meta.resolve") ? [`import.meta.resolve = ${resolveWithoutVersion}`] : []),
  ]
  // On the first line, so that all others keep their numbers.
  return changes.length === 0 ? source : `${changes.join("; ")}; ${code}`
}

/** A package.json says whether a file is an ES module or CommonJS. */
function recordManifest({ graph, manifests }: Recorder, node: ModuleNode): void {
  const folder = dirname(node.path)
  graph.read(node, { kind: "manifest", path: folder, hash: manifests.hashFor(folder) })
}

function adapted(path: string, loaded: LoadFnOutput): LoadFnOutput {
  if (!drawsIntoBrowser(path) || loaded.source === undefined || loaded.source === null) return loaded
  const code = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source)
  return { ...loaded, source: withoutBrowser(path, code) }
}

function watchRequire(resolution: Resolution): () => void {
  // Not in the types, but every version of Node has it, and packages that watch `require` rest on it.
  const original: unknown = Reflect.get(Module, "_load")
  if (typeof original !== "function") return () => undefined
  const watchedLoad = function (this: unknown, request: string, parent?: NodeJS.Module, isMain?: boolean): unknown {
    if (parent?.filename) resolution.requireAgain(request, parent.filename)
    return Reflect.apply(original, this, [request, parent, isMain])
  }
  Reflect.set(Module, "_load", watchedLoad)
  return () => void Reflect.set(Module, "_load", original)
}
