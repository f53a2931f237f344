/** Writes docs/directives.md anew from the table that the directives' parser reads. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { directivesPage } from "./directivesPage.ts"

writeFileSync(join(import.meta.dirname, "../docs/directives.md"), directivesPage())
