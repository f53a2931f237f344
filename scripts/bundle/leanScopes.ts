import type { Plugin } from "esbuild"

/**
 * Leaves out of scope-manager the names of TypeScript's libraries, two thirds of it: `kernel/cell` asks for none of them
 * (`lib: []`), and loading them takes 9 ms.
 */
export const leanScopes: Plugin = {
  name: "lean scopes",
  setup(esbuild) {
    esbuild.onLoad({ filter: /scope-manager[\\/]dist[\\/]lib[\\/]index\.js$/ }, () => ({
      contents: "exports.lib = new Map()",
      loader: "js",
    }))
  },
}
