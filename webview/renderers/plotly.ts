import Plotly from "plotly.js-dist-min"
import type { ActivationFunction } from "vscode-notebook-renderer"
import { rendererOf } from "./outputs.ts"
import { figureOf, themedLayout, type Figure } from "./plotlyLook.ts"
import { currentTheme, onThemeChange } from "./pageTheme.ts"

/** What is used of plotly.js. */
interface Library {
  newPlot(element: HTMLElement, figure: object): Promise<unknown>
  react(element: HTMLElement, figure: object): Promise<unknown>
  purge(element: HTMLElement): void
  PlotSchema: { get(): { traces: Record<string, unknown> } }
}

// Its own types ask for figures whose every field is known to be sound.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- These come from a cell.
const library = Plotly as unknown as Library

/** Draws figures of Plotly. */
export const activate: ActivationFunction = () => {
  const traceTypes: ReadonlySet<string> = new Set(Object.keys(library.PlotSchema.get().traces))
  return rendererOf("figure", async (item, element) => {
    const figure = figureOf(item.json(), traceTypes)
    const box = document.createElement("div")
    element.append(box)
    await library.newPlot(box, themed(figure))
    const stopWatching = onThemeChange(() => void library.react(box, themed(figure)))
    return () => {
      stopWatching()
      library.purge(box)
    }
  })
}

/** Plotly writes into what it is given, so each time it gets a copy. */
function themed({ data, layout, config, frames }: Figure): object {
  const copy = structuredClone({ data, frames })
  return {
    ...copy,
    layout: themedLayout(structuredClone(layout), currentTheme()),
    config: { responsive: true, displaylogo: false, ...config },
  }
}
