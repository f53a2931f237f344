import { existsSync } from "node:fs"
import { dirname, extname, join } from "node:path"
import { parseSync } from "oxc-parser"
import { untraced } from "../trace/untraced.ts"

/** Whether tsnb turns the file into JavaScript itself; Node only takes away types, and no JSX, enum or decorator. */
export function isTranspiled(path: string): boolean {
  return /^\.(?:[cm]?ts|[tj]sx)$/.test(extname(path))
}

/**
 * Whether a TypeScript file is an ES module or CommonJS. What the file itself says goes before package.json, where new
 * projects have `"type": "commonjs"` whatever their sources look like.
 * @param onPackageType told when package.json decides
 */
export function sourceFormat(
  path: string,
  source: string,
  onPackageType: () => void = () => undefined,
): "module" | "commonjs" {
  const extension = extname(path)
  if (extension === ".mts") return "module"
  if (extension === ".cts") return "commonjs"
  const lang = extension === ".ts" ? "ts" : "tsx"
  // `import fs = require("fs")` and `export = x` are TypeScript's own ways of writing CommonJS.
  if (/^\s*(?:export\s+)?import\s+\w+\s*=\s*require\s*\(|^\s*export\s*=\s/m.test(source)) return "commonjs"
  if (parseSync(path, source, { lang, sourceType: "module" }).module.hasModuleSyntax) return "module"
  const usesCommonJs = /\brequire\s*\(|\bmodule\.exports\b|\bexports\./.test(source)
  if (!usesCommonJs) return "module"
  onPackageType()
  return packageType(path) === "module" ? "module" : "commonjs"
}

/** Whether Node takes a file that isn't TypeScript for an ES module. */
export function isEsModuleScript(path: string, source: () => string): boolean {
  const extension = extname(path)
  if (extension !== ".js") return extension === ".mjs"
  const type = packageType(path)
  if (type === "module" || type === "commonjs") return type === "module"
  return parseSync(path, source(), { lang: "js", sourceType: "module" }).module.hasModuleSyntax
}

/** The `type` in the nearest package.json. */
function packageType(path: string): unknown {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const content = readJson(join(folder, "package.json"))
    if (content !== undefined)
      return typeof content === "object" && content !== null ? Reflect.get(content, "type") : undefined
    if (folder === dirname(folder)) return undefined
  }
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined
  return JSON.parse(untraced.readFileSync(path, "utf8"))
}
