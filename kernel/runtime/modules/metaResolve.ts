const scheme = "tsnb-resolve:"

let count = 0

/**
 * What `import.meta.resolve` gives in a module with this URL, such as a notebook's, which is no module to Node. The hooks
 * have to be there. Node remembers what it has resolved by its text: with a number, each time is another.
 */
export function resolveFrom(parentURL: string, specifier: string): string {
  return import.meta.resolve(`${scheme}${count++}:${JSON.stringify([parentURL, specifier])}`)
}

/** What `resolveFrom` asks by a specifier; undefined for any other. */
export function askedFrom(text: string): { parentURL: string; specifier: string } | undefined {
  if (!text.startsWith(scheme)) return undefined
  const [parentURL, specifier]: unknown[] = JSON.parse(text.slice(text.indexOf(":", scheme.length) + 1))
  return typeof parentURL === "string" && typeof specifier === "string" ? { parentURL, specifier } : undefined
}
