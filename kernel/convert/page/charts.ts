import type { JsonObject } from "../../notebook/ipynb.ts"
import type { CellShown } from "../jupyter/toJupyter.ts"
import { errorMessage } from "../../errorMessage.ts"
import { isObject } from "../../isObject.ts"

/** A chart of Vega or Vega-Lite as an image, or why it can't be one. */
export type DrawnChart = { svg: string } | { problem: string }

/** Charts by the output that has them. */
export type DrawnCharts = ReadonlyMap<JsonObject, DrawnChart>

/** Draws the charts among outputs that have no other image. What draws them is loaded when there is one. */
export async function drawCharts(shown: Iterable<CellShown>): Promise<DrawnCharts> {
  const charts = new Map<JsonObject, DrawnChart>()
  for (const { outputs } of shown) {
    for (const output of outputs) {
      const data = output["data"]
      const type = isObject(data) ? Object.keys(data).find(isVega) : undefined
      const spec = isObject(data) && type !== undefined ? data[type] : undefined
      if (type !== undefined && isObject(spec)) charts.set(output, await draw(type, spec))
    }
  }
  return charts
}

function isVega(type: string): boolean {
  return /^application\/vnd\.vega(?:lite)?\.v\d+\+json$/.test(type)
}

async function draw(type: string, spec: JsonObject): Promise<DrawnChart> {
  const { drawChart } = await import("./drawChart.ts")
  try {
    return { svg: await drawChart(type, spec) }
  } catch (error) {
    return { problem: errorMessage(error) }
  }
}
