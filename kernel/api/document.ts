import { createRequire } from "node:module"

/** The type `Document` where a program knows the DOM's types, and `object` where it doesn't. */
export type NotebookDocument = typeof globalThis extends { document: infer Document } ? Document : object

const file = import.meta.filename.endsWith(".ts") ? "./dom/main.ts" : "./dom/main.js"
let made: object | undefined

function madeDocument(): object {
  // Loaded at the first use: most notebooks draw nothing that way.
  made ??= (createRequire(import.meta.url)(file) as { createDocument(): object }).createDocument()
  return made
}

const lazy: object = new Proxy(
  {},
  {
    get: (_, key) => {
      const real = madeDocument()
      const value: unknown = Reflect.get(real, key)
      return typeof value === "function" ? (value.bind(real) as unknown) : value
    },
    set: (_, key, value) => Reflect.set(madeDocument(), key, value),
    has: (_, key) => Reflect.has(madeDocument(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(madeDocument()),
  },
)

/**
 * A document that needs no browser, for libraries that draw into one: `Plot.plot({ document, marks })`. What they make in
 * it can be displayed.
 */
// Whatever is asked of it, the document behind it answers.
export const document: NotebookDocument = lazy
