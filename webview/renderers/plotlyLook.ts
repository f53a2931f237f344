import { isObject } from "../../kernel/isObject.ts"
import type { Theme } from "./theme.ts"

/** A figure of Plotly, checked as far as it must be to draw something. */
export interface Figure {
  data: readonly object[]
  layout: Readonly<Record<string, unknown>>
  config: Readonly<Record<string, unknown>>
  frames: readonly object[]
}

/**
 * Takes JSON for a figure.
 * @param traceTypes those that can be drawn
 * @throws {Error} when it is none
 */
export function figureOf(value: unknown, traceTypes: ReadonlySet<string>): Figure {
  const { data, layout = {}, config = {}, frames = [] } = recordOf(value, "a figure")
  if (!Array.isArray(data)) throw new Error("'data' has to be a list of traces")
  const traces = data.map((trace: unknown, index) => recordOf(trace, `data[${index}]`))
  for (const [index, { type = "scatter" }] of traces.entries()) {
    if (!traceTypes.has(String(type)))
      throw new Error(`data[${index}] is of a type that isn't known: '${String(type)}'`)
  }
  return {
    data: traces,
    layout: recordOf(layout, "'layout'"),
    config: recordOf(config, "'config'"),
    frames: Array.isArray(frames) ? frames.map((frame: unknown, index) => recordOf(frame, `frames[${index}]`)) : [],
  }
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new Error(`${what} has to be an object`)
  return value
}

/** Plotly's layout in VS Code's theme. What a figure itself says, by a template too, goes before. */
export function themedLayout(layout: Figure["layout"], theme: Theme): Record<string, unknown> {
  const { foreground, background, grid, border, font, fontSize } = theme
  if ("template" in layout) return { ...layout }
  const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: border, tickcolor: border, automargin: true }
  const sceneAxis = { ...axis, backgroundcolor: "rgba(0, 0, 0, 0)", showbackground: false }
  const template = {
    layout: {
      paper_bgcolor: "rgba(0, 0, 0, 0)",
      plot_bgcolor: "rgba(0, 0, 0, 0)",
      font: { color: foreground, family: font, size: fontSize },
      hoverlabel: { bgcolor: background, bordercolor: border, font: { color: foreground, family: font } },
      xaxis: axis,
      yaxis: axis,
      scene: { xaxis: sceneAxis, yaxis: sceneAxis, zaxis: sceneAxis },
      polar: { bgcolor: "rgba(0, 0, 0, 0)", angularaxis: axis, radialaxis: axis },
      geo: { bgcolor: "rgba(0, 0, 0, 0)", lakecolor: background, landcolor: grid, subunitcolor: border },
      modebar: { bgcolor: "rgba(0, 0, 0, 0)", color: theme.muted, activecolor: foreground },
      margin: { l: 60, r: 30, t: "title" in layout ? 60 : 30, b: 50 },
    },
  }
  return { ...layout, template }
}
