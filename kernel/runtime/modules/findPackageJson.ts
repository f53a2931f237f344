import Module, { syncBuiltinESMExports } from "node:module"
import { dirname, isAbsolute, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { whatIsAt } from "../trace/observe.ts"
import { ancestors } from "../trace/paths.ts"
import type { Recorder } from "../trace/recorder.ts"
import { isTracingSuspended, withoutTracing } from "../trace/untraced.ts"
import { isPackageSpecifier, packageDescriptions, packageName } from "./resolution.ts"

/**
 * Sees where `findPackageJSON` of `node:module` looks, which Node does itself.
 * @returns takes it back
 */
export function watchFindPackageJson(recorder: Recorder): () => void {
  const original = Module.findPackageJSON
  Module.findPackageJSON = function findPackageJSON(specifier: string | URL, base?: string | URL) {
    if (!isTracingSuspended())
      withoutTracing(() => {
        for (const path of placesFor(String(specifier), base)) recorder.exists(path)
      })
    return original(specifier, base)
  }
  syncBuiltinESMExports()
  return () => {
    Module.findPackageJSON = original
    syncBuiltinESMExports()
  }
}

/** Absolute paths of the package.json files that Node looks for, up to one that is there. */
function placesFor(specifier: string, base: string | URL | undefined): readonly string[] {
  const from = base === undefined ? undefined : pathOf(String(base))
  if (isPackageSpecifier(specifier))
    return from === undefined ? [] : packageDescriptions(packageName(specifier), dirname(from))
  const url = isAbsolute(specifier) ? pathToFileURL(specifier) : URL.parse(specifier, from && pathToFileURL(from).href)
  const start = url && pathOf(url.href)
  if (!start) return []
  const places = [start, ...ancestors(start)].map((folder) => join(folder, "package.json"))
  const found = places.findIndex((place) => whatIsAt(place) === "file")
  return found < 0 ? places : places.slice(0, found + 1)
}

/** The path that a path or URL means. */
function pathOf(text: string): string | undefined {
  if (text.startsWith("file:")) return fileURLToPath(text)
  return isAbsolute(text) ? text : undefined
}
