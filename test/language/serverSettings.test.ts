import { expect, test } from "vitest"
import { serverSettings } from "../../kernel/language/serverSettings.ts"

test("leaves a person's settings as they are, and adds what the server has to know", () => {
  const settings = {
    inlayHints: { parameterNames: { enabled: "all" } },
    preferences: { quoteStyle: "single", autoImportFileExcludePatterns: ["old/**"] },
    tsserver: { automaticTypeAcquisition: { enabled: true } },
  }
  expect(serverSettings("typescript", settings)).toMatchObject({
    inlayHints: { parameterNames: { enabled: "all" } },
    preferences: {
      quoteStyle: "single",
      importModuleSpecifierEnding: "js",
      autoImportFileExcludePatterns: ["old/**", "**/*.tsnb.ts", "**/tsnb-ambient.d.ts", "**/tsnb-scratch.ts"],
    },
    tsserver: { automaticTypeAcquisition: { enabled: false } },
    customConfigFileName: "tsconfig.tsnb.json",
  })
})

test.each([
  ["minimal", "minimal"],
  ["auto", "js"],
  [undefined, "js"],
])("writes the ends of imported files: %s is %s", (importModuleSpecifierEnding, expected) => {
  const settings = { preferences: { importModuleSpecifierEnding } }
  expect(serverSettings("js/ts", settings)).toMatchObject({ preferences: { importModuleSpecifierEnding: expected } })
})

test("gives other sections as they are", () => {
  expect(serverSettings("editor", { tabSize: 2 })).toEqual({ tabSize: 2 })
  expect(serverSettings("javascript", null)).toBeNull()
})
