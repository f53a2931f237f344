/** Packages with binaries of their own: they are not bundled, but loaded from where npm put them. */
export const nativePackages: readonly string[] = [
  "better-sqlite3",
  "esbuild",
  "oxc-parser",
  "oxc-transform",
  "typescript",
  "zeromq",
]

/** Packages whose files are read as they are: the types of Node, for notebooks whose project has none. */
export const filePackages: readonly string[] = ["@types/node"]
