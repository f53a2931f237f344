import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { transform, type Plugin } from "esbuild"
import { build } from "./bundle/packagesIn.ts"

const root = join(import.meta.dirname, "..")
/** Bytes, packed by gzip: more would be felt where the panel is loaded over a network. */
const most = 700_000

/** elkjs's program for workers as text, so that the page can start it from an address of its own making. */
const layoutWorker: Plugin = {
  name: "layout-worker",
  setup(build) {
    build.onResolve({ filter: /^tsnb:layout-worker$/ }, ({ path }) => ({ path, namespace: "layout-worker" }))
    build.onLoad({ filter: /.*/, namespace: "layout-worker" }, async () => {
      const program = await readFile(join(root, "node_modules", "elkjs", "lib", "elk-worker.min.js"), "utf8")
      const { code } = await transform(program, { minify: true, legalComments: "none" })
      return { contents: code, loader: "text" }
    })
  },
}

/**
 * Bundles the flow panel's web app.
 * @param outdir from the repository's root
 * @throws when it has become too large
 */
export async function buildWebview(outdir: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    bundle: true,
    entryPoints: { main: "webview/index.tsx" },
    outdir,
    platform: "browser",
    target: "chrome128",
    format: "iife",
    jsx: "automatic",
    minify: true,
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [layoutWorker],
    logLevel: "warning",
  })
  const files = await Promise.all(Object.keys(metafile.outputs).map((name) => readFile(join(root, name))))
  const sizes = await Promise.all(files.map(async (bytes) => (await promisify(gzip)(bytes, { level: 9 })).length))
  const size = sizes.reduce((sum, one) => sum + one, 0)
  if (size > most) throw new Error(`The flow panel's bundle is ${size} bytes gzipped; it may have ${most}`)
}
