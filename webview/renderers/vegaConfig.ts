import type { Config } from "vega-embed"
import type { Theme } from "./theme.ts"

/** Vega's and Vega-Lite's look in VS Code's theme. What a chart itself says goes before. */
export function vegaConfig({ foreground, muted, grid, border, font }: Theme): Config {
  const titles = { titleColor: foreground, titleFont: font, labelColor: muted, labelFont: font }
  return {
    background: "transparent",
    title: { color: foreground, subtitleColor: muted, font, subtitleFont: font },
    axis: { ...titles, domainColor: border, gridColor: grid, tickColor: border },
    legend: titles,
    header: titles,
    view: { stroke: grid },
    // Marks that are drawn in the page's own colour.
    style: {
      "guide-label": { fill: muted, font },
      "guide-title": { fill: foreground, font },
      "group-title": { fill: foreground, font },
      text: { fill: foreground, font },
      rule: { stroke: foreground },
      tick: { stroke: foreground },
    },
  }
}
