/** A name that code made of JSX takes from a module. */
export interface JsxImport {
  specifier: string
  /** The export, such as `jsx`. */
  name: string
  /** Its name in the script. */
  local: string
}

const jsxImport = /^import \{([^}]*)\} from "([^"]+\/jsx(?:-dev)?-runtime)";?\n?/gm

/**
 * Takes out the imports that code made of JSX has of its own: several statements of a script may have the same.
 * @param suffixOf what to put behind the names of a module
 */
export function withoutJsxImports(
  code: string,
  suffixOf: (specifier: string) => string,
): { code: string; imports: readonly JsxImport[] } {
  const imports: JsxImport[] = []
  let text = code.replaceAll(jsxImport, (_, names: string, specifier: string) => {
    for (const part of names.split(",")) {
      const [name = "", local = name] = part.trim().split(" as ")
      imports.push({ specifier, name, local: local + suffixOf(specifier) })
    }
    return ""
  })
  for (const { specifier, local } of imports) {
    const suffix = suffixOf(specifier)
    const written = local.slice(0, local.length - suffix.length)
    if (suffix !== "") text = text.replaceAll(new RegExp(`(?<![\\w$])${written}(?![\\w$])`, "g"), () => local)
  }
  return { code: text.trim(), imports }
}

/** The imports of a script that its JSX needs. */
export function jsxImportLines(imports: readonly JsxImport[]): readonly string[] {
  return [...Map.groupBy(imports, ({ specifier }) => specifier)].map(([specifier, all]) => {
    const names = new Set(all.map(({ name, local }) => (name === local ? name : `${name} as ${local}`)))
    return `import { ${[...names].join(", ")} } from ${JSON.stringify(specifier)}`
  })
}
