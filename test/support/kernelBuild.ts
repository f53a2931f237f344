import { spawnSync } from "node:child_process"
import { createHash, type Hash } from "node:crypto"
import { existsSync, globSync, readFileSync } from "node:fs"
import { chmod, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises"
import { basename, join } from "node:path"
import type { Plugin } from "esbuild"
import { buildKernel } from "../../scripts/bundle/kernel.ts"
import { kernelFolderVariable } from "./builtKernel.ts"

const root = join(import.meta.dirname, "..", "..")
/** As deep as `dist`, and named as what a build leaves behind, which later ones remove. */
const prefix = "dist-test-"
/** Milliseconds after which what was built of other sources is taken for not used any more. */
const oldest = 60 * 60_000

/**
 * Builds `kernel/` as it is built for people, in a folder of its own, for the processes that the tests start: they take a
 * third of the time that they take from the sources. The same sources are built once.
 */
export default async function setup(): Promise<void> {
  const name = `${prefix}${sourcesHash()}`
  const folder = join(root, name)
  await removeOld(name)
  if (existsSync(folder)) {
    const now = new Date()
    await utimes(folder, now, now)
  } else {
    await build(folder)
    keepCompiled(folder)
  }
  // Inherited by the processes of the tests.
  process.env[kernelFolderVariable] = folder
}

async function build(folder: string): Promise<void> {
  const aside = await mkdtemp(join(root, prefix))
  try {
    const parts = buildKernel(aside, [ownPlaces(basename(folder))])
    // When one fails the others still write.
    await Promise.allSettled(parts)
    await Promise.all(parts)
    // For other users too, which some tests are.
    await chmod(aside, 0o755)
    await rename(aside, folder)
  } catch (error) {
    // Other tests that began at the same time may have built it.
    if (!existsSync(folder)) throw error
  } finally {
    await rm(aside, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Has Node keep what it compiles of the programs that are killed in the tests, before they would have it kept. */
function keepCompiled(folder: string): void {
  for (const path of [
    ["runtime", "process.js"],
    ["runtime", "live", "main.js"],
  ]) {
    // They end at once without a kernel.
    spawnSync(process.execPath, [join(folder, ...path)], { stdio: "ignore" })
  }
}

/** Has the programs find each other in a folder in place of `dist`, but for what only a whole build makes. */
function ownPlaces(folder: string): Plugin {
  return {
    name: "own places",
    setup(esbuild) {
      esbuild.onLoad({ filter: /[\\/]kernel[\\/](?:installation|api[\\/]document)\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, "utf8").replaceAll(/"dist(?=["/])(?!", "vendor")/g, `"${folder}`),
        loader: "ts",
      }))
    },
  }
}

/** Of everything that has a part in the build. */
function sourcesHash(): string {
  const hash = createHash("sha256").update(process.version)
  const options = { cwd: root, exclude: (name: string) => name === "node_modules" }
  for (const pattern of ["package-lock.json", "kernel/**/*", "scripts/bundle/*.ts", "test/support/kernelBuild.ts"]) {
    for (const file of globSync(pattern, options).toSorted()) addFile(hash, file)
  }
  return hash.digest("hex").slice(0, 16)
}

function addFile(hash: Hash, file: string): void {
  try {
    const content = readFileSync(join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EISDIR") throw error
  }
}

async function removeOld(current: string): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = join(root, name)
    if (!name.startsWith(prefix) || name === current) continue
    // Another start of the tests may have removed it.
    const changed = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - changed > oldest) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
