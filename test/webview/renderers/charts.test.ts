import { expect, test } from "vitest"
import { figureOf, themedLayout } from "../../../webview/renderers/plotlyLook.ts"
import type { Theme } from "../../../webview/renderers/theme.ts"

const known = new Set(["scatter", "bar"])
const theme: Theme = {
  isDark: true,
  foreground: "#eee",
  muted: "#aaa",
  background: "#111",
  grid: "#333",
  border: "#444",
  font: "sans-serif",
  fontSize: 13,
}

test("A figure is taken with what it says.", () => {
  const figure = { data: [{ y: [1] }, { type: "bar" }], layout: { height: 100 }, config: { scrollZoom: true } }
  expect(figureOf(figure, known)).toEqual({ ...figure, frames: [] })
})

test.each([
  [null, "a figure has to be an object"],
  [{}, "'data' has to be a list of traces"],
  [{ data: [1] }, "data[0] has to be an object"],
  [{ data: [{ type: "bar" }, { type: "pie" }] }, "data[1] is of a type that isn't known: 'pie'"],
  [{ data: [], layout: [] }, "'layout' has to be an object"],
])("%j is refused", (value, message) => {
  expect(() => figureOf(value, known)).toThrow(message)
})

test("The theme's colours are a template, unless the figure has one.", () => {
  const layout = themedLayout({ height: 100 }, theme)
  expect(layout).toMatchObject({ height: 100, template: { layout: { font: { color: "#eee", size: 13 } } } })
  expect(themedLayout({ template: "plotly_dark" }, theme)).toEqual({ template: "plotly_dark" })
})
