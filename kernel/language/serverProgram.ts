import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** The native program that comes with the package `typescript`: its compiler, and its server. */
export function serverProgram(): string {
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json")
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`
  const manifest = createRequire(typescript).resolve(`${platform}/package.json`)
  return join(dirname(manifest), "lib", process.platform === "win32" ? "tsc.exe" : "tsc")
}
