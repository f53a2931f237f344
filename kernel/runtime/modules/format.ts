import { findPackageJSON } from "node:module"
import { extname } from "node:path"
import { pathToFileURL } from "node:url"
import { parseSync } from "oxc-parser"
import { untraced } from "../trace/untraced.ts"

/** Whether tsnb turns the file into JavaScript itself; Node only takes away types, and no JSX, enum or decorator. */
export function isTranspiled(path: string): boolean {
  return /^\.(?:[cm]?ts|[tj]sx)$/.test(extname(path))
}

/**
 * Whether a TypeScript file is an ES module or CommonJS. What the file itself says goes before package.json, where new
 * projects have `"type": "commonjs"` whatever their sources look like.
 */
export function sourceFormat(path: string, source: string): "module" | "commonjs" {
  const extension = extname(path)
  if (extension === ".mts") return "module"
  if (extension === ".cts") return "commonjs"
  const lang = extension === ".ts" ? "ts" : "tsx"
  if (parseSync(path, source, { lang, sourceType: "module" }).module.hasModuleSyntax) return "module"
  const usesCommonJs = /\brequire\s*\(|\bmodule\.exports\b|\bexports\./.test(source)
  return usesCommonJs && packageType(path) !== "module" ? "commonjs" : "module"
}

function packageType(path: string): unknown {
  const description = findPackageJSON(pathToFileURL(path))
  if (description === undefined) return undefined
  const content: unknown = JSON.parse(untraced.readFileSync(description, "utf8"))
  return typeof content === "object" && content !== null ? Reflect.get(content, "type") : undefined
}
