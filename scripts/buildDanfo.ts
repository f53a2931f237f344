import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { build } from "esbuild"
import type { Plugin } from "esbuild"
import { packagesIn } from "./bundle/packagesIn.ts"

const standIns = join(import.meta.dirname, "vendor")
const require = createRequire(import.meta.url)

/** Packages of danfojs-node that the bundle has something lighter for. */
const standInFiles: Readonly<Record<string, string>> = {
  "@tensorflow/tfjs-node": "tensorflow.js",
  request: "request.js",
  "node-fetch": "fetch.js",
  xlsx: "excel.js",
}

const useStandIns: Plugin = {
  name: "stand-ins",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^[^./]/ }, ({ path }) => {
      const file = standInFiles[path]
      return file ? { path: join(standIns, file) } : undefined
    })
  },
}

/**
 * Bundles danfojs-node into one file that needs no packages, so that notebooks without their own get it from tsnb.
 * It is CommonJS, as the package is, so that `import` and `require` both work. Does nothing while its inputs are the same.
 * @returns whether it had to be built
 */
export async function buildDanfo(outfile: string): Promise<boolean> {
  const stamp = `// built from ${await inputsHash()}\n`
  if ((await isStamped(outfile, stamp)) && existsSync(packagesFile(outfile))) return false
  const { outputFiles, metafile } = await build({
    absWorkingDir: join(import.meta.dirname, ".."),
    metafile: true,
    stdin: { contents: 'module.exports = require("danfojs-node")', resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "cjs",
    minify: true,
    lineLimit: 160,
    keepNames: true,
    legalComments: "eof",
    mainFields: ["module", "main"],
    external: ["plotly.js-dist-min"],
    plugins: [useStandIns],
  })
  const code = outputFiles[0]?.text
  if (code === undefined) throw new Error("esbuild gave no file for danfojs-node")
  const names = Object.keys(require("danfojs-node") as object)
  await mkdir(dirname(outfile), { recursive: true })
  // Node finds the names of a CommonJS module for `import { … }` by looking at its text, not by running it.
  await writeFile(outfile, `${stamp}${code}\n0 && (module.exports = { ${names.join(", ")} })\n`)
  await writeFile(packagesFile(outfile), JSON.stringify([...packagesIn(metafile)].toSorted(), undefined, 2))
  return true
}

/** Where the folders of the packages that are in the bundle are written down, as `writeBundled` does. */
export function packagesFile(outfile: string): string {
  return `${outfile}.packages.json`
}

async function inputsHash(): Promise<string> {
  const hash = createHash("sha256")
  for (const name of ["danfojs-node", "@tensorflow/tfjs-core", "esbuild"]) {
    hash.update(await readFile(require.resolve(`${name}/package.json`)))
  }
  hash.update(await readFile(import.meta.filename))
  for (const file of (await readdir(standIns)).toSorted()) hash.update(await readFile(join(standIns, file)))
  return hash.digest("hex")
}

async function isStamped(file: string, stamp: string): Promise<boolean> {
  const code = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return ""
    throw error
  })
  return code.startsWith(stamp)
}
