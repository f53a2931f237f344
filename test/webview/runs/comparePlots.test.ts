import { expect, test } from "vitest"
import type { Artifact } from "../../../kernel/api/types.ts"
import type { ArtifactMade } from "../../../kernel/flow/events.ts"
import { comparePlots } from "../../../webview/runs/comparePlots.ts"

function image(task: string, base64: string): ArtifactMade {
  return {
    run: "r",
    time: 0,
    type: "artifactMade",
    task,
    attempt: 1,
    artifact: { kind: "image", mimeType: "image/png", base64 },
  }
}

function bytesOf(image: Artifact | undefined): string {
  return image?.kind === "image" ? image.base64 : ""
}

test("images are in pairs, by their tasks and in their order", () => {
  const link = { ...image("a", ""), artifact: { kind: "link", url: "u", text: "t" } } as const
  const plots = comparePlots(
    [image("a", "1"), link, image("a", "2"), image("b", "3")],
    [image("a", "4"), image("c", "5")],
  )
  const shown = plots.map(({ name, one, other }) => [name, bytesOf(one), bytesOf(other)])
  expect(shown).toEqual([
    ["a", "1", "4"],
    ["a (2)", "2", ""],
    ["b", "3", ""],
    ["c", "", "5"],
  ])
})
