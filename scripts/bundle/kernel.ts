import { cp } from "node:fs/promises"
import { join, relative } from "node:path"
import type { BuildOptions, Plugin } from "esbuild"
import { builtinModules } from "./builtinModules.ts"
import { leanScopes } from "./leanScopes.ts"
import { build } from "./packagesIn.ts"

const root = join(import.meta.dirname, "..", "..")

/** How programs for Node are built. */
export const forNode: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  // CommonJS packages in the bundle ask for Node's own modules by `require`.
  banner: {
    js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url)',
  },
  // With binaries of their own: they are loaded from where npm put them.
  external: ["better-sqlite3", "esbuild", "koffi", "oxc-parser", "oxc-transform", "zeromq"],
  plugins: [builtinModules, leanScopes],
  logLevel: "warning",
}

/**
 * Builds the programs of `kernel/` with what they need beside them.
 * @param folder absolute path of where to: as deep as `dist`, as source maps tell ways from there
 * @param plugins what else is to be done to the sources
 * @returns each part of it; when one fails the others still write
 */
export function buildKernel(folder: string, plugins: readonly Plugin[] = []): readonly Promise<unknown>[] {
  const common: BuildOptions = {
    ...forNode,
    outbase: "kernel",
    outdir: relative(root, folder),
    plugins: [...(forNode.plugins ?? []), ...plugins],
  }
  return [
    // Split, so that a command loads what it needs and no more.
    build({
      ...common,
      entryPoints: ["kernel/main.ts"],
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
    }),
    // People wait for these two to start: what they share with other programs isn't in files of its own.
    ...["jupyter", "runtime/live"].map((folder) =>
      build({
        ...common,
        entryPoints: [`kernel/${folder}/main.ts`],
        splitting: true,
        chunkNames: `${folder}/[name]-[hash]`,
      }),
    ),
    // Each a file of its own: workers start fast, and a trace sees no more of tsnb than that.
    build({ ...common, entryPoints: ["kernel/runtime/process.ts"] }),
    build({ ...common, entryPoints: ["kernel/runtime/trace/thread.ts"] }),
    build({ ...common, entryPoints: ["kernel/api/index.ts"] }),
    build({ ...common, entryPoints: ["kernel/api/dom/main.ts"] }),
    ...["logos", "papermill"].map((name) =>
      cp(join(root, "kernel", "cli", "kernelspec", name), join(folder, "kernelspec", name), { recursive: true }),
    ),
  ]
}
