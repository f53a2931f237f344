import { readFile, writeFile } from "node:fs/promises"
import { build as bundle, type BuildOptions, type BuildResult, type Metafile } from "esbuild"

const packages = new Set<string>()

/** Builds as esbuild does, and takes note of the packages that went into it. */
export async function build(options: BuildOptions): Promise<BuildResult & { metafile: Metafile }> {
  const result = await bundle({ ...options, metafile: true })
  for (const folder of packagesIn(result.metafile)) packages.add(folder)
  return result
}

/** Writes down the folders of the packages that went into what was built, from the repository's root. */
export async function writeBundled(file: string): Promise<void> {
  await writeFile(file, `${JSON.stringify([...packages].toSorted(), undefined, 2)}\n`)
}

/**
 * What `writeBundled` wrote.
 * @throws when it didn't
 */
export async function readBundled(file: string): Promise<readonly string[]> {
  // Written above.
  return JSON.parse(await readFile(file, "utf8")) as readonly string[]
}

/** Folders of the packages of which some code is in the output, such as `node_modules/@oxc-project/runtime`. */
export function packagesIn({ outputs }: Metafile): ReadonlySet<string> {
  const folders = new Set<string>()
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = bytesInOutput > 0 ? packageFolder(path) : undefined
      if (folder !== undefined) folders.add(folder)
    }
  }
  return folders
}

/** The folder of the package that a file belongs to; undefined when it isn't a package's, or Node's own asked for by one. */
function packageFolder(path: string): string | undefined {
  return /^(?!built-in:).*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll("\\", "/"))?.[0]
}
