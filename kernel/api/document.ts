import { createRequire, findPackageJSON } from "node:module"
import { dirname, join } from "node:path"

/** The type `Document` where a program knows the DOM's types, and `object` where it doesn't. */
export type NotebookDocument = typeof globalThis extends { document: infer Document } ? Document : object

let found: object | undefined

/** Loaded at the first use: most notebooks draw nothing that way. */
function realDocument(): object {
  if (!found) {
    const { document }: { document: object } = createRequire(import.meta.url)(documentFile())
    found = document
  }
  return found
}

/** This module is part of several files once it is built, and the document, which all of them share, of its own. */
function documentFile(): string {
  const manifest = findPackageJSON("..", import.meta.url)
  if (manifest === undefined) throw new Error(`tsnb's package.json isn't in a folder above ${import.meta.dirname}`)
  const file = import.meta.filename.endsWith(".ts") ? "kernel/api/dom/main.ts" : "dist/api/dom/main.js"
  return join(dirname(manifest), file)
}

const lazy: object = new Proxy(
  {},
  {
    get: (_, key) => {
      const real = realDocument()
      const value: unknown = Reflect.get(real, key)
      const bound: unknown = typeof value === "function" ? value.bind(real) : value
      return bound
    },
    set: (_, key, value) => Reflect.set(realDocument(), key, value),
    has: (_, key) => Reflect.has(realDocument(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(realDocument()),
  },
)

/**
 * A document that needs no browser, for libraries that draw into one: `Plot.plot({ document, marks })`. What they make in
 * it can be displayed.
 */
// Whatever is asked of it, the document behind it answers.
export const document: NotebookDocument = lazy
