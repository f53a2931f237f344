import { readFileSync } from "node:fs"
import { join } from "node:path"
import { notesOf } from "./changelog.ts"

/** Prints what CHANGELOG.md says of a version: `node scripts/releaseNotes.ts 0.1.0`. */
const changelog = readFileSync(join(import.meta.dirname, "..", "CHANGELOG.md"), "utf8")
console.log(notesOf(changelog, process.argv[2] ?? ""))
