/** `npm:@scope/name@1.2/path` */
const denoSpecifier = /^(npm|jsr):\/?((?:@[^/]+\/)?[^/@]+)(@[^/]*)?(\/.*)?$/

/** What a specifier of Deno's is for Node. */
export interface NodeSpecifier {
  /** As Node imports it. */
  bare: string
  /** The command that installs its package. */
  install: string
}

/** A specifier such as `npm:name@1.2/path` or `jsr:@scope/name` for Node; undefined for others. */
export function forNode(specifier: string): NodeSpecifier | undefined {
  const [, registry, name = "", version = "", path = ""] = denoSpecifier.exec(specifier) ?? []
  if (registry === undefined) return undefined
  return { bare: name + path, install: `${registry === "jsr" ? "npx jsr add" : "npm install"} ${name}${version}` }
}

/** Whether only Deno, or a browser, can import it. */
export function isRemote(specifier: string): boolean {
  return /^(?:npm|jsr|https?):/.test(specifier)
}

/** What to say of an import that Node can't carry out; undefined where it may. */
export function foreignImportMessage(specifier: string): string | undefined {
  const known = forNode(specifier)
  if (known) {
    return `'${specifier}' is how Deno names a package. Install it with ${known.install}, and import '${known.bare}'`
  }
  return isRemote(specifier) ? `Node can't import '${specifier}'. Install a package of npm in its place` : undefined
}
