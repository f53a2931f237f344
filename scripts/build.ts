import { execFile } from "node:child_process"
import { cp, rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import type { BuildOptions } from "esbuild"
import { buildExample } from "./buildExample.ts"
import { buildDanfo } from "./buildDanfo.ts"
import { builtinModules } from "./bundle/builtinModules.ts"
import { leanScopes } from "./bundle/leanScopes.ts"
import { buildWebview } from "./buildWebview.ts"
import { build, writeBundled } from "./bundle/packagesIn.ts"

const root = join(import.meta.dirname, "..")
const dist = join(root, "dist")
const run = promisify(execFile)

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  outbase: "kernel",
  outdir: "dist",
  // CommonJS packages in the bundle ask for Node's own modules by `require`.
  banner: {
    js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url)',
  },
  // With binaries of their own: they are loaded from where npm put them.
  external: ["better-sqlite3", "esbuild", "koffi", "oxc-parser", "oxc-transform", "zeromq"],
  plugins: [builtinModules, leanScopes],
  logLevel: "warning",
}

/** VS Code's side; what it loads later is in chunks of its own, so that it starts fast. */
async function buildExtension(): Promise<void> {
  const external = [...(common.external ?? []), "vscode"]
  const entry = { entryPoints: ["extension/main.ts"], outbase: "extension", outdir: "dist/extension" }
  await build({ ...common, ...entry, external, splitting: true, chunkNames: "chunks/[name]-[hash]" })
}

/** What draws outputs in VS Code's notebooks: a module for each kind, loaded when the first of its kind is shown. */
async function buildRenderers(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["error", "json", "log", "plotly", "vega"].map((name) => `webview/renderers/${name}.ts`),
    outdir: "dist/renderers",
    bundle: true,
    platform: "browser",
    target: "es2023",
    format: "esm",
    minify: true,
    legalComments: "eof",
    logLevel: "warning",
  })
}

/** Types of the module `tsnb`, for notebooks' completion and checks. */
async function declareTypes(): Promise<void> {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc")
  const project = join(root, "kernel", "api", "tsconfig.json")
  await run(process.execPath, [compiler, "-p", project, "--outDir", join(dist, "api")])
}

// What an earlier build left would be published along with this one; the vendor bundle knows by itself whether it is old.
for (const folder of [
  "api",
  "cli",
  "extension",
  "history",
  "jupyter",
  "kernelspec",
  "renderers",
  "runtime",
  "webview",
  "main.js",
  "main.js.map",
  "chunks",
]) {
  await rm(join(dist, folder), { recursive: true, force: true })
}
await Promise.all([
  // Split, so that a command loads what it needs and no more.
  build({
    ...common,
    entryPoints: ["kernel/main.ts", "kernel/jupyter/main.ts", "kernel/history/main.ts"],
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
  }),
  build({
    ...common,
    entryPoints: ["kernel/runtime/live/main.ts"],
    splitting: true,
    chunkNames: "runtime/live/[name]-[hash]",
  }),
  // Each a file of its own: workers start fast, and a trace sees no more of tsnb than that.
  build({ ...common, entryPoints: ["kernel/runtime/process.ts"] }),
  build({ ...common, entryPoints: ["kernel/api/index.ts"] }),
  build({ ...common, entryPoints: ["kernel/api/dom/main.ts"] }),
  buildExtension(),
  buildWebview(),
  buildRenderers(),
  declareTypes(),
  ...["logos", "papermill"].map((name) =>
    cp(join(root, "kernel", "cli", "kernelspec", name), join(dist, "kernelspec", name), { recursive: true }),
  ),
  buildExample(join(dist, "example")),
  buildDanfo(join(dist, "vendor", "danfojs-node.cjs")),
])
// For the notices of the extension.
await writeBundled(join(dist, "bundled.json"))
