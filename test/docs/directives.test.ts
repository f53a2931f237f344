import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { directivesPage } from "../../scripts/directivesPage.ts"
import { root } from "./pages.ts"

test("docs/directives.md is what `node scripts/documentDirectives.ts` writes", () => {
  expect(readFileSync(join(root, "docs/directives.md"), "utf8")).toBe(directivesPage())
})
