import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { aliasedSource } from "./project.ts"
import { findSource, isPath } from "./resolution.ts"

/**
 * The file that an import means by its path or file URL, or by the `paths` of a tsconfig.json; undefined when there is none,
 * and for anything else.
 * @param folder absolute path of the importing file's folder
 */
export function localFile(specifier: string, folder: string): string | undefined {
  if (!isPath(specifier)) return aliasedSource(specifier, folder).found
  const isUrl = /^file:/i.test(specifier)
  if (!isUrl && /^[a-z][a-z+.-]+:/i.test(specifier)) return undefined
  const path = pathIn(specifier.replace(/[?#].*$/, ""), isUrl, folder)
  return path === undefined ? undefined : findSource(path).found
}

function pathIn(specifier: string, isUrl: boolean, folder: string): string | undefined {
  try {
    return isUrl ? fileURLToPath(specifier) : resolve(folder, decodeURI(specifier))
  } catch {
    // A URL or an encoding that is none.
    return undefined
  }
}
