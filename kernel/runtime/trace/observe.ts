import { constants } from "node:fs"
import { relative, resolve, sep } from "node:path"
import { statusOf, textHash, type ContentHashes } from "./contentHash.ts"
import type { AttributeName, Found, SystemFact } from "../../model/traceEntry.ts"
import { untraced, withoutTracing } from "./untraced.ts"

/** tsnb's own folder beside a notebook: no listing or pattern sees it, since it comes and goes with the runs. */
export const storeFolderName = ".tsnb"

/** What is there under an absolute path, following links. */
export function whatIsAt(path: string): Found {
  const status = statusOf(path)
  if (!status) return null
  if (status.isFile()) return "file"
  return status.isDirectory() ? "folder" : "other"
}

/** The members of a folder and their types, sorted; null when it can't be listed. */
export function listing(path: string): readonly string[] | null {
  try {
    const members = untraced.readdirSync(path, { withFileTypes: true })
    return members
      .filter(({ name }) => name !== storeFolderName)
      .map((member) => `${member.name}\0${memberType(member)}`)
      .toSorted()
  } catch {
    // Not there, not a folder, or not to be read.
    return null
  }
}

function memberType(member: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  if (member.isFile()) return "file"
  if (member.isDirectory()) return "folder"
  return member.isSymbolicLink() ? "link" : "other"
}

/** The hash of a folder's listing. */
export function listingHash(members: readonly string[] | null): string | null {
  return members === null ? null : textHash(members.join("\n"))
}

/** Whether the path itself is a symbolic link. */
export function isLink(path: string): boolean {
  try {
    return untraced.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  } catch {
    // Not to be reached: the same as not there.
    return false
  }
}

/** The real path, or where a dangling link points, or null when nothing is there. Relative to the folder. */
export function linkTarget(path: string, folder: string): string | null {
  try {
    return slashed(relative(folder, untraced.realpathSync(path)))
  } catch {
    return danglingTarget(path)
  }
}

/** A symbolic link's own text; null when the path isn't one. */
export function linkText(path: string): string | null {
  try {
    return slashed(untraced.readlinkSync(path))
  } catch {
    // Not a link, or nothing there.
    return null
  }
}

/** The value of an attribute; null when nothing is to be reached under this path. */
export function attributeOf(path: string, name: AttributeName): string | null {
  try {
    switch (name) {
      case "mode":
      case "nlink":
        return untraced.statSync(path)[name].toString(8)
      case "lmode":
        return untraced.lstatSync(path).mode.toString(8)
      case "lnlink":
        return untraced.lstatSync(path).nlink.toString(8)
      case "writable":
      case "executable":
        return hasRight(path, name === "writable" ? constants.W_OK : constants.X_OK) ? "yes" : "no"
    }
  } catch {
    return null
  }
}

function hasRight(path: string, right: number): boolean {
  try {
    untraced.accessSync(path, right)
    return true
  } catch {
    return false
  }
}

/** The hash of what the system says about itself. */
export function systemFact(name: SystemFact): string {
  return textHash({ hostname: untraced.hostname, userInfo: userText, nodeVersion: () => process.version }[name]())
}

function userText(): string {
  try {
    const { username, homedir, shell, uid, gid } = untraced.userInfo()
    return JSON.stringify([username, homedir, shell, uid, gid])
  } catch {
    // A user without a name, as in some containers.
    return ""
  }
}

function danglingTarget(path: string): string | null {
  try {
    return `dangling: ${slashed(untraced.readlinkSync(path))}`
  } catch {
    return null
  }
}

/**
 * The files that a pattern matches, sorted, with forward slashes, relative to the folder where they are below it. The name of
 * a folder stands for all files in it.
 */
export function globFiles(pattern: string, folder: string): readonly string[] {
  const named = whatIsAt(resolve(folder, pattern))
  const paths =
    named === "folder"
      ? filesUnder(slashed(pattern).replace(/(?<=.)\/+$/, ""), folder, new Set())
      : withoutTracing(() => untraced.globSync(pattern, { cwd: folder }))
  return paths
    .map(slashed)
    .filter((path) => !path.split("/").includes(storeFolderName) && statusOf(resolve(folder, path))?.isFile())
    .toSorted()
}

/** Everything below a folder that isn't a folder itself. @param seen real paths, since links may lead back */
function filesUnder(path: string, folder: string, seen: Set<string>): readonly string[] {
  const absolute = resolve(folder, path)
  const real = linkTarget(absolute, folder) ?? absolute
  if (seen.has(real)) return []
  seen.add(real)
  return (listing(absolute) ?? []).flatMap((member) => {
    const below = path === "." ? (member.split("\0")[0] ?? "") : `${path}/${member.split("\0")[0] ?? ""}`
    return whatIsAt(resolve(folder, below)) === "folder" ? filesUnder(below, folder, seen) : [below]
  })
}

/** The hash over the files of a pattern and their contents. */
export function globHash(contents: Iterable<readonly [path: string, hash: string | null]>): string {
  return textHash(Array.from(contents, ([path, hash]) => `${path}\0${hash}`).join("\n"))
}

/** The files of a pattern with the hashes of their contents. */
export function globContents(pattern: string, folder: string, hashes: ContentHashes): Map<string, string | null> {
  return new Map(globFiles(pattern, folder).map((path) => [path, hashes.hash(resolve(folder, path))]))
}

/** A path with forward slashes on every system. */
export function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/")
}

/** The version in a package.json; null when there is none. */
export function packageIdentity(path: string): { name: string; version: string } | null {
  try {
    const content: unknown = JSON.parse(untraced.readFileSync(path, "utf8"))
    if (typeof content !== "object" || content === null) return null
    const name: unknown = Reflect.get(content, "name")
    const version: unknown = Reflect.get(content, "version")
    if (typeof name !== "string" && typeof version !== "string") return null
    return { name: typeof name === "string" ? name : "", version: typeof version === "string" ? version : "" }
  } catch {
    // No such file, or not JSON: no package.
    return null
  }
}
