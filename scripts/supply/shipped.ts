import { execFile } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { packagesFile } from "../buildDanfo.ts"
import { readBundled } from "../bundle/packagesIn.ts"
import { noticeOf } from "../notices/notices.ts"
import { shippedSbom, type Sbom } from "./sbom.ts"

const root = join(import.meta.dirname, "..", "..")
const run = promisify(execFile)

/** Where the bill of materials of the package is. */
export const sbomFile: string = join(root, "dist", "sbom.cdx.json")

/** Folders of the packages that were bundled, below the repository's root. */
export async function bundledFolders(): Promise<readonly string[]> {
  const files = [join(root, "dist", "bundled.json"), packagesFile(join(root, "dist", "vendor", "danfojs-node.cjs"))]
  return [...new Set((await Promise.all(files.map(readBundled))).flat())]
}

/** Writes the bill of materials of what was built. */
export async function writeSbom(): Promise<void> {
  const args = ["sbom", "--sbom-format", "cyclonedx"]
  const { stdout } = await run("npm", args, { cwd: root, shell: process.platform === "win32", maxBuffer: 2 ** 26 })
  const notices = await Promise.all((await bundledFolders()).map((folder) => noticeOf(join(root, folder))))
  const bundled = new Set(notices.map(({ name, version }) => `${name}@${version}`))
  // npm wrote both.
  const { name } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { name: string }
  const sbom = shippedSbom(JSON.parse(stdout) as Sbom, name, bundled)
  await writeFile(sbomFile, `${JSON.stringify(sbom, undefined, 2)}\n`)
}

/** The licences of all packages that come with this one or are installed along with it, on whatever system. */
export async function shippedLicenses(): Promise<readonly { name: string; license: string }[]> {
  // npm wrote it.
  const { packages } = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as {
    packages: Readonly<Record<string, { dev?: boolean; license?: string }>>
  }
  const bundled = new Set(await bundledFolders())
  const shipped = Object.entries(packages).filter(([folder, { dev }]) => folder !== "" && (!dev || bundled.has(folder)))
  return Promise.all(
    shipped.map(async ([folder, { license }]) => ({
      name: folder,
      // One that doesn't name it has it as a text.
      license: license ?? (await noticeOf(join(root, folder))).license,
    })),
  )
}
