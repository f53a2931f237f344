import { expect, test } from "vitest"
import { readAudit } from "../../scripts/supply/audit.ts"
import { shippedSbom, type Sbom } from "../../scripts/supply/sbom.ts"

test.each([
  ["nothing is known", { vulnerabilities: {} }, { kind: "sound" }],
  ["what isn't grave", { vulnerabilities: { a: { name: "a", severity: "low", range: "<1" } } }, { kind: "sound" }],
  [
    "what is",
    {
      vulnerabilities: {
        a: { name: "a", severity: "high", range: "<1" },
        b: { name: "b", severity: "critical", range: "*" },
      },
    },
    { kind: "found", lines: ["a <1: high", "b *: critical"] },
  ],
  [
    "a registry that tells of none",
    { message: "405 Method Not Allowed" },
    { kind: "unanswered", why: "405 Method Not Allowed" },
  ],
  ["one that can't be reached", { error: { summary: "no network" } }, { kind: "unanswered", why: "no network" }],
])("npm's audit: %s", (_what, printed, end) => expect(readAudit(JSON.stringify(printed))).toEqual(end))

test("npm's audit in another form isn't taken for a sound one", () => {
  expect(() => readAudit("{}")).toThrow("isn't known here")
})

test("the bill of materials has what is installed along and what was bundled", () => {
  const development = [{ name: "cdx:npm:package:development", value: "true" }]
  const whole: Sbom = {
    metadata: { component: { name: "folder", "bom-ref": "own@1" } },
    components: [
      { "bom-ref": "a@1", purl: "pkg:npm/a@1" },
      { "bom-ref": "@b/c@2", purl: "pkg:npm/%40b/c@2?x=y", properties: development },
      { "bom-ref": "d@3", purl: "pkg:npm/d@3", properties: development },
    ],
    dependencies: [
      { ref: "own@1", dependsOn: ["a@1", "@b/c@2", "d@3"] },
      { ref: "a@1" },
      { ref: "d@3", dependsOn: ["a@1"] },
    ],
  }
  const sbom = shippedSbom(whole, "tsnb", new Set(["@b/c@2"]))
  expect(sbom.metadata.component.name).toBe("tsnb")
  expect(sbom.components.map(({ purl }) => purl)).toEqual(["pkg:npm/a@1", "pkg:npm/%40b/c@2?x=y"])
  expect(sbom.dependencies).toEqual([
    { ref: "own@1", dependsOn: ["a@1", "@b/c@2"] },
    { ref: "a@1", dependsOn: [] },
  ])
})
