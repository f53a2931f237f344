import { join, relative } from "node:path"
import type { Plugin } from "esbuild"

const root = join(import.meta.dirname, "..", "..")

/**
 * Takes Node's own modules as they are, rather than by `import`: that reads every property of the module, getters
 * included, and so loads half of Node (20 ms for the modules that a session needs). As with `import`, what user code
 * puts in the place of a module's function later doesn't matter to the bundle. Each file that asks for a module gets it
 * for itself: shared, these few lines would become files of their own, and each costs a millisecond to load.
 */
export const builtinModules: Plugin = {
  name: "built-in modules",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^node:/ }, ({ path, kind, importer }) =>
      kind === "import-statement"
        ? { path, suffix: `?${relative(root, importer)}`, namespace: "built-in", sideEffects: false }
        : undefined,
    )
    esbuild.onLoad({ filter: /.*/, namespace: "built-in" }, async ({ path }) => ({
      contents: await moduleOf(path),
      loader: "js",
    }))
  },
}

/** What isn't used of it is left out of the bundle. */
async function moduleOf(specifier: string): Promise<string> {
  const { default: _, ...exports } = (await import(specifier)) as Readonly<Record<string, unknown>>
  const own = "/* @__PURE__ */ own"
  return [
    `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(specifier)})`,
    "const own = (name) => builtin[name]",
    "export default builtin",
    ...Object.keys(exports).map((name) => `export const ${name} = ${own}(${JSON.stringify(name)})`),
  ].join("\n")
}
