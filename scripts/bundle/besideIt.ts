import type { Plugin } from "esbuild"

/** Leaves out what a module loads later by `import()`: it is built on its own, under the same name beside it. */
export const besideIt: Plugin = {
  name: "beside it",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\/.*\.ts$/ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path: path.replace(/\.ts$/, ".js"), external: true } : undefined,
    )
  },
}
