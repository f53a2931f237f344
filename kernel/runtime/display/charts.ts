import type { MimeBundle } from "../../api/types.ts"
import { isPlainPrototype } from "../value/prototypes.ts"
import { jsonSafe } from "./jsonSafe.ts"
import { isObject } from "../../isObject.ts"

const schema = /^https?:\/\/vega\.github\.io\/schema\/(vega|vega-lite)\/v(\d+)(?:\.[\d.]+)?\.json$/

/** Specifications of Vega and Vega-Lite that name their schema, and the builders of vega-lite-api. */
export function vegaBundle(value: object): MimeBundle | undefined {
  const spec = isPlain(value) ? value : builtSpec(value)
  if (!spec || !Object.hasOwn(spec, "$schema")) return undefined
  const [, language, version] = schema.exec(String(dataOf(spec, "$schema"))) ?? []
  if (version === undefined) return undefined
  const name = language === "vega" ? "Vega" : "Vega-Lite"
  const type = language === "vega" ? "vega" : "vegalite"
  return { [`application/vnd.${type}.v${version}+json`]: jsonSafe(spec), "text/plain": `${name} ${version} chart` }
}

function builtSpec(builder: object): object | undefined {
  const toSpec: unknown = Reflect.get(builder, "toSpec")
  const spec: unknown = typeof toSpec === "function" ? Reflect.apply(toSpec, builder, []) : Reflect.get(builder, "spec")
  return isObject(spec) ? spec : undefined
}

const figureKeys: ReadonlySet<string> = new Set(["data", "layout", "config", "frames"])

/** Figures of Plotly: objects of traces and a layout, and nothing else. */
export function plotlyBundle(value: object): MimeBundle | undefined {
  if (!isPlain(value)) return undefined
  const [traces, layout] = [dataOf(value, "data"), dataOf(value, "layout")]
  if (!Array.isArray(traces) || traces.length === 0 || !isObject(layout)) return undefined
  if (!Object.keys(value).every((key) => figureKeys.has(key))) return undefined
  const types = traces.map((trace: unknown) => (isObject(trace) ? dataOf(trace, "type") : undefined))
  if (!types.every((type): type is string => typeof type === "string" && traceTypes.has(type))) return undefined
  const plain = `Plotly figure: ${[...new Set(types)].join(", ")}`
  return { "application/vnd.plotly.v1+json": jsonSafe(value), "text/plain": plain }
}

const traceTypes: ReadonlySet<string> = new Set(
  `bar barpolar box candlestick carpet choropleth choroplethmap choroplethmapbox cone contour
  contourcarpet densitymap densitymapbox funnel funnelarea heatmap histogram histogram2d
  histogram2dcontour icicle image indicator isosurface mesh3d ohlc parcats parcoords pie sankey
  scatter scatter3d scattercarpet scattergeo scattergl scattermap scattermapbox scatterpolar
  scatterpolargl scattersmith scatterternary splom streamtube sunburst surface table treemap violin
  volume waterfall`.split(/\s+/),
)

function isPlain(value: object): boolean {
  return !Array.isArray(value) && isPlainPrototype(Object.getPrototypeOf(value))
}

/** A property as far as it is data: no getter runs. */
function dataOf(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value
}
