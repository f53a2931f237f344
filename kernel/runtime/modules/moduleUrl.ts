import { fileURLToPath } from "node:url"

/** Ends a path whose module is loaded once more: `?`, as a part of the path. */
const pathMark = "%3Ftsnb="
const versionsInUrl = /(?:%3F|[?&])tsnb=\d+(?=[?#]|$)/

/**
 * The URL under which Node loads a module once more. What `require` loads goes by its path, in which there is no query.
 * @param isInPath whether to change the path, for ES modules: `require` and `import` of these have to lead to the same one
 */
export function versionedUrl(url: string, version: number, isInPath: boolean): string {
  const [, path = url, query = "", fragment = ""] = /^([^?#]*)([^#]*)(.*)$/s.exec(url) ?? []
  if (isInPath) return `${path}${pathMark}${version}${query}${fragment}`
  return `${path}${query}${query === "" ? "?" : "&"}tsnb=${version}${fragment}`
}

/** The path under which `require` keeps a module whose version is in its path. */
export function versionedPath(path: string, version: number): string {
  return path + decodeURIComponent(pathMark) + version
}

/** The URL of a module without what `versionedUrl` added. */
export function withoutVersion(url: string): string {
  return url.replace(versionsInUrl, "")
}

/** Code for `import.meta.resolve` of a module that gives URLs without what `versionedUrl` added. */
export const resolveWithoutVersion = `((resolve) => (specifier) => resolve(specifier).replace(${versionsInUrl}, ""))(import.meta.resolve)`

/** Whether there is no file at the path of a URL, since it has a version in it. */
export function isVersionInPath(url: string): boolean {
  return url.includes(pathMark)
}

/** The path of the file that a module's URL, with or without a version, stands for. */
export function fileOfUrl(url: string): string {
  return fileURLToPath(withoutVersion(url).replace(/[?#].*$/, ""))
}
