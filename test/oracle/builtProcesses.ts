import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { join, relative } from "node:path"
import { build, type BuildOptions } from "esbuild"
import { builtinModules } from "../../scripts/bundle/builtinModules.ts"
import { leanScopes } from "../../scripts/bundle/leanScopes.ts"

const root = join(import.meta.dirname, "..", "..")

/**
 * Stands in for `kernel/installation.ts`: processes start from what is built now of the sources, which takes a tenth of the
 * time that they need to start from the sources themselves. The oracle starts thousands.
 */
export async function withBuiltProcesses<Installation extends object>(
  original: () => Promise<Installation>,
): Promise<Installation> {
  // As deep as `dist`, and named as what a build leaves behind, which the next one removes.
  const folder = mkdtempSync(join(root, "dist-oracle-"))
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
  const common: BuildOptions = {
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    outbase: "kernel",
    outdir: relative(root, folder),
    banner: { js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url)' },
    external: ["better-sqlite3", "esbuild", "koffi", "oxc-parser", "oxc-transform", "zeromq"],
    plugins: [builtinModules, leanScopes],
    logLevel: "warning",
  }
  await Promise.all([
    build({ ...common, entryPoints: ["kernel/runtime/process.ts", "kernel/api/index.ts"] }),
    build({
      ...common,
      entryPoints: ["kernel/runtime/live/main.ts"],
      splitting: true,
      chunkNames: "runtime/live/[name]-[hash]",
    }),
  ])
  const processProgram = join(folder, "runtime", "process.js")
  // Ends at once without a kernel, and leaves what Node compiled for those that are started with one, and killed.
  spawnSync(process.execPath, [processProgram], { stdio: "ignore" })
  return {
    ...(await original()),
    processProgram,
    liveProgram: join(folder, "runtime", "live", "main.js"),
  }
}
