import embed, { vega, type EmbedOptions, type VisualizationSpec } from "vega-embed"
import type { ActivationFunction, OutputItem } from "vscode-notebook-renderer"
import { showFailure } from "./failure.ts"
import { rendererOf, type Dispose } from "./outputs.ts"
import { styled } from "./styles.ts"
import { currentTheme, onThemeChange } from "./pageTheme.ts"
import { vegaConfig } from "./vegaConfig.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

const style = `
.tsnb-vega { position: relative; width: 100%; overflow-x: auto; }
.tsnb-vega-note { margin: 4px 0 0; color: var(--vscode-descriptionForeground); }
.tsnb-vega .vega-embed { padding-right: 38px; }
.tsnb-vega .vega-embed summary { background: var(--vscode-editor-background); border-color: var(--vscode-widget-border,
  rgba(128, 128, 128, 0.4)); color: var(--vscode-editor-foreground); box-shadow: none; }
.tsnb-vega .vega-embed summary svg { fill: currentColor; }
.tsnb-vega .vega-embed .vega-actions { background: var(--vscode-menu-background); border-color: var(--vscode-menu-border,
  rgba(128, 128, 128, 0.4)); box-shadow: 0 2px 8px var(--vscode-widget-shadow); }
.tsnb-vega .vega-embed .vega-actions a { color: var(--vscode-menu-foreground); font-family: inherit; }
.tsnb-vega .vega-embed .vega-actions a:hover { background: var(--vscode-menu-selectionBackground);
  color: var(--vscode-menu-selectionForeground); }
.tsnb-vega .vega-embed .vega-actions::before, .tsnb-vega .vega-embed .vega-actions::after { display: none; }
`

/** Draws charts of Vega and Vega-Lite. */
export const activate: ActivationFunction = () =>
  rendererOf("chart", async (item, element) => {
    styled("vega", style)
    const box = document.createElement("div")
    box.className = "tsnb-vega"
    element.append(box)
    let letGo = await drawChart(item, box)
    let isGone = false
    const redraw = async (): Promise<void> => {
      letGo()
      const next = await drawChart(item, box)
      if (isGone) next()
      else letGo = next
    }
    const stopWatching = onThemeChange(() => {
      redraw().catch((error: unknown) => showFailure(box, "chart", error, item))
    })
    return () => {
      isGone = true
      stopWatching()
      letGo()
    }
  })

async function drawChart(item: OutputItem, box: HTMLElement): Promise<Dispose> {
  const notes = new Set<string>()
  const theme = currentTheme()
  const chart = document.createElement("div")
  const options: EmbedOptions = {
    mode: item.mime.includes("vegalite") ? "vega-lite" : "vega",
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    config: vegaConfig(theme),
    tooltip: { theme: theme.isDark ? "dark" : "light" },
    logger: noting(notes),
  }
  box.replaceChildren(chart)
  // The kernel gives these types to specifications alone; what is wrong with one, Vega says.
  const { finalize } = await embed(chart, specOf(item), options).catch(explain)
  if (notes.size > 0) box.append(noteOf(notes))
  return finalize
}

/** Vega looks for what isn't there in a specification that is none, and says no more than that. */
function explain(error: unknown): never {
  if (!(error instanceof TypeError)) throw error
  throw new Error(`its specification isn't one that Vega understands (${error.message})`, { cause: error })
}

function specOf(item: OutputItem): VisualizationSpec {
  const spec: unknown = item.json()
  if (typeof spec !== "object" || spec === null) throw new Error("its specification isn't an object")
  return spec
}

/** Keeps what Vega complains of, such as data that couldn't be loaded: the chart is drawn without. */
function noting(notes: Set<string>): ReturnType<typeof vega.logger> {
  const logger = vega.logger(vega.Warn)
  const note = (...parts: readonly unknown[]): typeof logger => {
    const text = parts.map((part) => errorMessage(part)).join(" ")
    // Older specifications are drawn all the same.
    if (!text.startsWith("The input spec uses")) notes.add(text)
    return logger
  }
  return Object.assign(logger, { warn: note, error: note })
}

function noteOf(notes: ReadonlySet<string>): HTMLElement {
  const note = document.createElement("p")
  note.className = "tsnb-vega-note"
  note.textContent = [...notes].join(". ")
  return note
}
