import { execFile } from "node:child_process"
import { cp, mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { join, relative } from "node:path"
import { promisify } from "node:util"
import { buildExample } from "./buildExample.ts"
import { buildDanfo } from "./buildDanfo.ts"
import { besideIt } from "./bundle/besideIt.ts"
import { buildKernel, forNode } from "./bundle/kernel.ts"
import { buildWebview } from "./buildWebview.ts"
import { build, writeBundled } from "./bundle/packagesIn.ts"
import { replaceFiles } from "./bundle/replaceFiles.ts"

const root = join(import.meta.dirname, "..")
/** Folders of builds that go on begin so: as deep as `dist`, as source maps tell ways from there. */
const asidePrefix = "dist-"
/** A build takes seconds: what is older was left by one that was killed. */
const oldest = 60 * 60_000
const dist = join(root, "dist")
/** Built here, and moved to `dist` when all is well: tsnb can be used meanwhile, and after a build that failed. */
const aside = await mkdtemp(join(root, asidePrefix))
const run = promisify(execFile)

/**
 * VS Code's side. What VS Code loads first is one small CommonJS file: it looks up each `import` of a module on the disk,
 * which takes longer than running it. What is needed later is in chunks of its own.
 */
async function buildExtension(): Promise<void> {
  const external = [...(forNode.external ?? []), "vscode"]
  const entry = { external, outbase: "extension", outdir: relative(root, join(aside, "extension")) }
  await Promise.all([
    build({
      ...forNode,
      ...entry,
      entryPoints: ["extension/main.ts"],
      format: "cjs",
      banner: {},
      outExtension: { ".js": ".cjs" },
      plugins: [...(forNode.plugins ?? []), besideIt],
    }),
    build({
      ...forNode,
      ...entry,
      entryPoints: ["extension/start.ts"],
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
    }),
  ])
}

/** What draws outputs in VS Code's notebooks: a module for each kind, loaded when the first of its kind is shown. */
async function buildRenderers(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["error", "json", "log", "plotly", "vega"].map((name) => `webview/renderers/${name}.ts`),
    outdir: relative(root, join(aside, "renderers")),
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
  await run(process.execPath, [compiler, "-p", project, "--outDir", join(aside, "api")])
}

async function buildAll(): Promise<void> {
  // It knows by itself whether it is old.
  await cp(join(dist, "vendor"), join(aside, "vendor"), { recursive: true }).catch(ignoreMissing)
  await allEnded([
    ...buildKernel(aside),
    buildExtension(),
    buildWebview(relative(root, join(aside, "webview"))),
    buildRenderers(),
    declareTypes(),
    buildExample(join(aside, "example")),
    buildDanfo(join(aside, "vendor", "danfojs-node.cjs")),
  ])
  // For the notices of the extension.
  await writeBundled(join(aside, "bundled.json"))
}

/** When one fails, the others are waited for all the same: they still write. */
async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(works)
  await Promise.all(works)
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error
}

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = join(root, name)
    if (!name.startsWith(asidePrefix) || Date.now() - (await stat(folder)).mtimeMs < oldest) continue
    await rm(folder, { recursive: true, force: true })
  }
}

try {
  await buildAll()
  // What an earlier build left would be published along with this one; packed extensions are there by its side.
  // The bill of materials is written before npm packs, which then builds once more.
  await replaceFiles(aside, dist, (path) => path.endsWith(".vsix") || path.endsWith("sbom.cdx.json"))
  await removeLeftovers()
} finally {
  await rm(aside, { recursive: true, force: true, maxRetries: 5 })
}
