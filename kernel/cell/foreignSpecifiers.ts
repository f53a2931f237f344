/** `npm:@scope/name@1.2/path` */
const npmSpecifier = /^npm:\/?((?:@[^/]+\/)?[^/@]+)(@[^/]*)?(\/.*)?$/

/** What a specifier of Deno's is for Node. */
export interface NodeSpecifier {
  /** As Node imports it. */
  bare: string
  /** As npm installs its package. */
  install: string
}

/** A specifier such as `npm:name@1.2/path` for Node; undefined for others. */
export function fromNpm(specifier: string): NodeSpecifier | undefined {
  if (!specifier.startsWith("npm:")) return undefined
  const [, name = specifier.slice(4), version = "", path = ""] = npmSpecifier.exec(specifier) ?? []
  return { bare: name + path, install: name + version }
}

/** Whether only Deno, or a browser, can import it. */
export function isRemote(specifier: string): boolean {
  return /^(?:jsr|https?):/.test(specifier)
}

/** What to say of an import that Node can't carry out; undefined where it may. */
export function foreignImportMessage(specifier: string): string | undefined {
  const npm = fromNpm(specifier)
  if (npm) {
    return `'${specifier}' is how Deno names a package. Install it with npm install ${npm.install}, and import '${npm.bare}'`
  }
  if (specifier.startsWith("jsr:")) {
    const name = specifier.slice(4).replace(/^\//, "")
    return `Node can't import '${specifier}'. Install the package with npx jsr add ${name.replace(/^((?:@[^/]+\/)?[^/]+).*$/, "$1")}, and import it by its name alone`
  }
  return isRemote(specifier) ? `Node can't import '${specifier}'. Install a package of npm in its place` : undefined
}
