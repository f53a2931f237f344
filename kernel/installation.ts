import { readFileSync } from "node:fs"
import { findPackageJSON } from "node:module"
import { dirname, join } from "node:path"

/** Where tsnb's own files are: its sources when they run as they stand (tests), else what `npm run build` made. */
const manifestFile = findPackageJSON("..", import.meta.url)
if (!manifestFile) throw new Error(`tsnb's package.json isn't in a folder above ${import.meta.dirname}`)
/** Absolute path of the folder in which tsnb is installed. */
export const packageFolder: string = dirname(manifestFile)
const fromSource = import.meta.filename.endsWith(".ts")

function program(name: string): string {
  return fromSource ? join(packageFolder, "kernel", `${name}.ts`) : join(packageFolder, "dist", `${name}.js`)
}

/** Absolute path of the program that a session or worker process runs. */
export const processProgram: string = program("runtime/process")

/** Absolute path of the program that the threads of user code begin with. */
export const threadProgram: string = program("runtime/trace/thread")

/** Absolute path of the program that a Jupyter client starts as the kernel. */
export const kernelProgram: string = program("jupyter/main")

/** Absolute path of the folder with the kernel's logos, as Jupyter names their files. */
export const kernelLogos: string = fromSource
  ? join(packageFolder, "kernel", "cli", "kernelspec", "logos")
  : join(packageFolder, "dist", "kernelspec", "logos")

/** Absolute path of the Python package that lets papermill write parameters in TypeScript. */
export const papermillPackage: string = fromSource
  ? join(packageFolder, "kernel", "cli", "kernelspec", "papermill")
  : join(packageFolder, "dist", "kernelspec", "papermill")

/** Absolute path of the program of the process in which the cells live that a person runs. */
export const liveProgram: string = program("runtime/live/main")

/** Absolute path of the module that cells import as `tsnb`. */
export const apiModule: string = program("api/index")

/** Absolute paths of modules for notebooks whose own folder doesn't have the package, by the package's name. */
export const fallbackModules: Readonly<Record<string, string>> = {
  "danfojs-node": join(packageFolder, "dist", "vendor", "danfojs-node.cjs"),
}

/** tsnb's version, as in its package.json. */
export const version: string = readVersion(manifestFile)

function readVersion(file: string): string {
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"))
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) return String(manifest.version)
  throw new Error(`${file} has no version`)
}
