import type { BigIntStats } from "node:fs"
import { isBuiltin } from "node:module"
import { dirname, join, relative, sep } from "node:path"
import { createPathsMatcher, getTsconfig, type Cache, type PathsMatcher, type TsConfigResult } from "get-tsconfig"
import { needsLanguageSettings, type LanguageSettings } from "../../cell/transpile.ts"
import { isSameStatus, statusOf, textHash, wasAtRest } from "../trace/contentHash.ts"
import type { TraceEntry } from "../../model/traceEntry.ts"
import { withoutTracing } from "../trace/untraced.ts"
import { findSource, isPackageSpecifier, isPath, packageName } from "./resolution.ts"

/** What the tsconfig.json that is nearest to a folder says about running its sources. */
interface Project {
  language: LanguageSettings
  /** Whether decorators are to find the types of what they stand before. */
  wantsMetadata: boolean
  /** The absolute paths that `paths` and `baseUrl` give an import; nothing when there are none of both. */
  matcher: PathsMatcher | null
  /** Its absolute path. */
  path?: string
  /** What of it counts. */
  meaning: Readonly<Record<ProjectPart, string>>
}

/** A part of what a tsconfig.json says: how sources become JavaScript, or where imports lead. */
export type ProjectPart = "language" | "paths"

/** Thrown when a tsconfig.json, or one that it extends, can't be used. */
export class ProjectError extends Error {
  override readonly name = "ProjectError"

  constructor(path: string, cause: unknown) {
    super(`${path} can't be used: ${whyUnusable(cause)}`, { cause })
  }
}

function whyUnusable(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const [, extended] = /^File '(.+)' not found\.?$/.exec(message) ?? []
  if (extended === undefined) return message
  const advice = isPackageSpecifier(extended) ? `. Install it with npm install ${packageName(extended)}` : ""
  return `it extends '${extended}', which isn't there${advice}`
}

interface KnownProject {
  project: Project
  /** The files that it was read from, as they were. */
  files: ReadonlyMap<string, BigIntStats | undefined>
  time: number
}

const noProject: Project = projectFrom(undefined)
const known = new Map<string, KnownProject>()

/**
 * How the sources of a folder become JavaScript.
 * @param folder absolute path
 * @throws {ProjectError}
 */
export function languageSettings(folder: string): LanguageSettings {
  return projectOf(folder).language
}

/**
 * The same for a source: where only the fields of its classes rest on the project, one that can't be used says nothing.
 * @param folder absolute path
 * @throws {ProjectError}
 */
export function languageSettingsFor(source: string, folder: string): LanguageSettings {
  try {
    return languageSettings(folder)
  } catch (error) {
    if (!(error instanceof ProjectError) || needsLanguageSettings(source)) throw error
    return {}
  }
}

/**
 * Whether a folder's project has decorators find types at run time, which nothing here gives them.
 * @param folder absolute path
 * @throws {ProjectError}
 */
export function wantsDecoratorMetadata(folder: string): boolean {
  return projectOf(folder).wantsMetadata
}

/** What was looked up in a tsconfig.json, with the folder's absolute path. One that can't be used has no hash. */
export function projectEntry(folder: string, part: ProjectPart): Extract<TraceEntry, { kind: "project" }> {
  return { kind: "project", path: folder, part, hash: projectHash(folder, part) }
}

/** What a tsconfig.json says about a part; null for one that can't be used. */
export function projectHash(folder: string, part: ProjectPart): string | null {
  try {
    const { path, meaning } = projectOf(folder)
    // A project that moved as a whole says the same.
    const place =
      path === undefined || part === "language" || meaning.paths === "" ? "" : relative(folder, dirname(path))
    return textHash(`${place.replaceAll(sep, "/")} ${meaning[part]}`)
  } catch (error) {
    if (error instanceof ProjectError) return null
    throw error
  }
}

/** Where a tsconfig.json leads an import. */
export interface AliasedSource {
  /** The file, by its absolute path. */
  found?: string
  /** The absolute paths that were looked at in vain. */
  missing: readonly string[]
  /** Why nobody knows. */
  problem?: ProjectError
}

/**
 * The file that `paths` or `baseUrl` of a tsconfig.json give an import that is no path.
 * @param folder absolute path of the importing file's folder
 */
export function aliasedSource(specifier: string, folder: string): AliasedSource {
  if (isPath(specifier) || isBuiltin(specifier) || specifier === "tsnb") return { missing: [] }
  try {
    return firstSource(projectOf(folder).matcher?.(specifier) ?? [])
  } catch (error) {
    if (error instanceof ProjectError) return { missing: [], problem: error }
    throw error
  }
}

function firstSource(paths: readonly string[]): AliasedSource {
  const missing: string[] = []
  for (const path of paths) {
    // `paths` may lead to types, too, and to packages, which Node finds in its own way.
    if (/\.d\.[cm]?ts$/.test(path) || path.includes(`${sep}node_modules${sep}`)) continue
    const source = findSource(path)
    missing.push(...source.missing)
    if (source.found !== undefined) return { found: source.found, missing }
  }
  return { missing }
}

function projectOf(folder: string): Project {
  return withoutTracing(() => {
    const path = nearestConfiguration(folder)
    if (path === undefined) return noProject
    const before = known.get(path)
    if (before && isUnchanged(before)) return before.project
    const time = Date.now()
    const { result, files } = read(path)
    const project = projectFrom(result)
    known.set(path, { project, files, time })
    return project
  })
}

/** Absolute path of the tsconfig.json that is nearest to a folder. */
export function nearestConfiguration(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const path = join(folder, "tsconfig.json")
    if (statusOf(path)?.isFile()) return path
    if (folder === dirname(folder)) return undefined
  }
}

function isUnchanged({ files, time }: KnownProject): boolean {
  return files.entries().every(([file, before]) => {
    const now = statusOf(file)
    return before !== undefined && now !== undefined && isSameStatus(before, now) && wasAtRest(before, time)
  })
}

function read(path: string): { result: TsConfigResult | undefined; files: KnownProject["files"] } {
  const cache: Cache = new Map()
  try {
    const result = getTsconfig(path, "tsconfig.json", cache) ?? undefined
    // The library's cache names each file that it read, those that are extended among them.
    const names = Array.from(cache.keys(), (key) => /^readFileSync:(.*):utf8$/.exec(key)?.[1]).filter(
      (name) => name !== undefined,
    )
    return { result, files: new Map(names.map((name) => [name, statusOf(name)])) }
  } catch (error) {
    throw new ProjectError(path, error)
  }
}

function projectFrom(result: TsConfigResult | undefined): Project {
  const options = result?.config.compilerOptions ?? {}
  const { jsx, jsxFactory, jsxFragmentFactory, jsxImportSource, experimentalDecorators, paths, baseUrl } = options
  const language: LanguageSettings = {
    // What is kept as it is, another tool turns into JavaScript: Node can't run it.
    ...((jsx === "react" || jsx === "react-jsxdev") && { jsx }),
    ...(jsxFactory !== undefined && { jsxFactory }),
    ...(jsxFragmentFactory !== undefined && { jsxFragmentFactory }),
    ...(jsxImportSource !== undefined && { jsxImportSource }),
    ...(experimentalDecorators === true && { experimentalDecorators }),
    ...(options.useDefineForClassFields === false && { useDefineForClassFields: false }),
  }
  const leads = paths !== undefined || baseUrl !== undefined
  return {
    language,
    wantsMetadata: options.emitDecoratorMetadata === true,
    matcher: result && leads ? createPathsMatcher(result) : null,
    ...(result && { path: result.path }),
    meaning: {
      language: Object.keys(language).length > 0 ? JSON.stringify(language) : "",
      paths: leads ? JSON.stringify([paths, baseUrl]) : "",
    },
  }
}
