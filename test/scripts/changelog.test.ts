import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { notesOf } from "../../scripts/changelog.ts"
import { root } from "../docs/pages.ts"

const changelog =
  "# Changelog\n\n## Unreleased\n\n- Soon\n\n## 0.10.0 (2026-12-01)\n\n- Ten\n\n## 0.1.0\n\n### Added\n\n- One\n"

test.each([
  ["0.10.0", "- Ten"],
  ["0.1.0", "### Added\n\n- One"],
])("the notes of version %s", (version, notes) => {
  expect(notesOf(changelog, version)).toBe(notes)
})

test.each(["0.1", "1.0.0", ""])("of the version '%s' it says nothing", (version) => {
  expect(() => notesOf(changelog, version)).toThrow("says nothing")
})

test("the changelog has notes about the next version", () => {
  expect(notesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), "Unreleased")).toContain("- ")
})
