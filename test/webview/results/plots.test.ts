import { expect, test } from "vitest"
import type { Displayed } from "../../../kernel/flow/events.ts"
import { displayedImages } from "../../../webview/results/plots.ts"

function displayed(data: Displayed["data"], displayId?: string): Displayed {
  const base = { run: "r", time: 0, type: "displayed", task: "t", attempt: 1 } as const
  return { ...base, data, ...(displayId !== undefined && { displayId }) }
}

test("images that were displayed are shown as artifacts, and text as text is not", () => {
  const images = displayedImages([
    displayed({ "text/plain": "a" }),
    displayed({ "image/png": "AAAA", "text/plain": "a plot" }),
    displayed({ "image/svg+xml": "<svg>é</svg>", "image/png": "BBBB" }),
  ])
  expect(images.map(({ artifact }) => artifact)).toEqual([
    { kind: "image", mimeType: "image/png", base64: "AAAA" },
    { kind: "image", mimeType: "image/svg+xml", base64: Buffer.from("<svg>é</svg>").toString("base64") },
  ])
})

test("an image that was replaced is there once, as it is at last", () => {
  const images = displayedImages([displayed({ "image/png": "AAAA" }, "id"), displayed({ "image/png": "BBBB" }, "id")])
  expect(images.map(({ artifact }) => artifact)).toEqual([{ kind: "image", mimeType: "image/png", base64: "BBBB" }])
})
