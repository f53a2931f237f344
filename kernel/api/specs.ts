import { inspect } from "node:util"
import { rich, type Displayable } from "./rich.ts"

/** What most front ends know at present. */
const vegaLiteVersion = 5

/**
 * A value to display as JSON, which front ends show as a tree that can be folded.
 * @param options `expanded`: whether the tree is unfolded at first
 */
export function json(value: unknown, options: { expanded?: boolean } = {}): Displayable {
  const metadata = options.expanded === undefined ? undefined : { "application/json": { expanded: options.expanded } }
  return rich({ "application/json": value }, inspect(value, { depth: 4 }), metadata)
}

/** A chart to display, from a Vega-Lite specification. Its version is that of `$schema`, or 5 where there is none. */
export function vegaLite(spec: object): Displayable {
  const schema = "$schema" in spec && typeof spec.$schema === "string" ? spec.$schema : ""
  const version = /\/vega-lite\/v(\d+)/.exec(schema)?.[1] ?? vegaLiteVersion
  const $schema = schema || `https://vega.github.io/schema/vega-lite/v${version}.json`
  return rich({ [`application/vnd.vegalite.v${version}+json`]: { $schema, ...spec } }, `Vega-Lite ${version} chart`)
}

/** What plotly.js draws. */
export interface PlotlyFigure {
  data: readonly object[]
  layout?: object
  config?: object
  frames?: readonly object[]
}

/** A chart to display, from the traces and the layout of a Plotly figure. */
export function plotly(figure: PlotlyFigure): Displayable {
  const plain = `Plotly figure with ${figure.data.length} ${figure.data.length === 1 ? "trace" : "traces"}`
  return rich({ "application/vnd.plotly.v1+json": { layout: {}, ...figure } }, plain)
}
