import { readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { isObject } from "../../isObject.ts"
import type { Note } from "../note.ts"

/** What there is to say of a script that Node would take for CommonJS, which has no `await` and no `import`. */
export function moduleTypeNotes(script: string): readonly Note[] {
  if (!/\.ts$/i.test(script)) return []
  const packageFile = nearestPackage(dirname(script))
  if (packageFile?.type !== "commonjs") return []
  const name = basename(script).replace(/\.ts$/i, ".mts")
  return [
    {
      message: `${packageFile.path} says "type": "commonjs", so Node takes ${basename(script)} for CommonJS and can't run it: convert to ${name}.`,
    },
  ]
}

/** What the package.json that counts for a folder says about its modules; undefined when there is none. */
export function nearestPackage(folder: string): { path: string; type: unknown } | undefined {
  const path = join(folder, "package.json")
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"))
    return { path, type: isObject(content) ? content["type"] : undefined }
  } catch {
    // There is none here, or Node couldn't read it either.
    const parent = dirname(folder)
    return parent === folder ? undefined : nearestPackage(parent)
  }
}
