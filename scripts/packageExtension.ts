import { execFile } from "node:child_process"
import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs, promisify } from "node:util"
import { filePackages, nativePackages } from "./nativePackages.ts"
import { installedPackages } from "./notices/installed.ts"
import { noticeOf, noticesPage, type Notice } from "./notices/notices.ts"
import { bundledFolders, writeSbom } from "./supply/shipped.ts"

/**
 * Makes the VS Code extension: `npm run package -- [--target linux-x64] [--out FILE]`. The bundles are in dist/ already;
 * what can't be bundled, packages with binaries or with types, is installed for the target in a folder of its own and packed along.
 */
const root = join(import.meta.dirname, "..")
const run = promisify(execFile)
const { values } = parseArgs({
  options: { target: { type: "string", default: `${process.platform}-${process.arch}` }, out: { type: "string" } },
})
const [platform = "", cpu = ""] = values.target.split("-")
/** VS Code has a target of its own for Linux with musl. */
const os = platform === "alpine" ? "linux" : platform
const libc = platform === "alpine" ? "musl" : "glibc"
/** The newest builds, which every Node from 22 on loads: they use Node's stable interface. */
const zeromqBuilds = [`${libc}-127-Release`, "libc-115-Release", "msvc-115-Release"]
const sqliteBinaries = [`${platform === "alpine" ? "linuxmusl" : os}-${cpu}.node`]

interface Manifest {
  version: string
  dependencies: Record<string, string>
  [field: string]: unknown
}

async function manifestOf(folder: string): Promise<Manifest> {
  // npm wrote or checked each of them.
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest
}

/** The manifest without what is for npm and for developers; binaries in the versions that the tests ran with. */
async function extensionManifest(): Promise<Manifest> {
  const {
    files: _,
    bin: _bin,
    exports: _exports,
    scripts: _scripts,
    devDependencies: _dev,
    ...manifest
  } = await manifestOf(root)
  const versions = [...nativePackages, ...filePackages].map(async (name) => {
    const { version } = await manifestOf(join(root, "node_modules", name))
    return [name, version] as const
  })
  return { ...manifest, dependencies: Object.fromEntries(await Promise.all(versions)) }
}

async function keepOnly(folder: string, names: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) if (!names.includes(name)) await rm(join(folder, name), { recursive: true })
}

/** Of all packages that were bundled, and of those that are packed along. */
async function notices(): Promise<readonly Notice[]> {
  const bundled = (await bundledFolders()).map((folder) => join(root, folder))
  return Promise.all([...bundled, ...(await installedPackages(stage))].map(noticeOf))
}

await writeSbom()
const stage = await mkdtemp(join(tmpdir(), "tsnb-package-"))
try {
  const manifest = await extensionManifest()
  await writeFile(join(stage, "package.json"), JSON.stringify(manifest, undefined, 2))
  for (const name of ["dist", "syntaxes", "media", "LICENSE", ".vscodeignore"]) {
    await cp(join(root, name), join(stage, name), { recursive: true })
  }
  await cp(join(root, "extension", "README.md"), join(stage, "README.md"))
  const shell = process.platform === "win32"
  const install = [
    "install",
    "--omit=dev",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    `--os=${os}`,
    `--cpu=${cpu}`,
    ...(os === "linux" ? [`--libc=${libc}`] : []),
  ]
  await run("npm", install, { cwd: stage, shell })
  await keepOnly(join(stage, "node_modules", "zeromq", "build"), ["manifest.json", os])
  await keepOnly(join(stage, "node_modules", "zeromq", "build", os), [cpu])
  await keepOnly(join(stage, "node_modules", "zeromq", "build", os, cpu, "node"), zeromqBuilds)
  await keepOnly(join(stage, "node_modules", "better-sqlite3", "prebuilds"), sqliteBinaries)
  await writeFile(join(stage, "NOTICES.md"), noticesPage(await notices()))
  const file = values.out ?? join(root, "dist", `tsnb-${values.target}-${manifest.version}.vsix`)
  await mkdir(join(file, ".."), { recursive: true })
  const vsce = [
    "exec",
    "--yes",
    "--package=@vscode/vsce@3",
    "--",
    "vsce",
    "package",
    "--target",
    values.target,
    "--out",
    file,
    "--allow-missing-repository",
  ]
  const { stdout } = await run("npm", vsce, { cwd: stage, shell, maxBuffer: 16 * 2 ** 20 })
  console.log(stdout.trim())
} finally {
  await rm(stage, { recursive: true, force: true })
}
