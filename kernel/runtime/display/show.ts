import type { MimeBundle } from "../../api/types.ts"
import { reportError } from "../error/report.ts"
import { arrowBundle } from "./arrowTable.ts"
import { bundleOf, metadataOf } from "./bundle.ts"
import { plotlyBundle, vegaBundle } from "./charts.ts"
import { danfoBundle } from "./danfoTable.ts"
import { elementBundle } from "./element.ts"
import { ownDisplay } from "./ownDisplay.ts"
import { lookAt, lookType } from "./look.ts"
import { plainText } from "./plainText.ts"
import { recordsBundle } from "./recordsTable.ts"

/** What a front end gets to see of a value. */
export interface Shown {
  data: MimeBundle
  metadata?: MimeBundle
}

/** How a value is to be shown. */
export interface ShowOptions {
  /** Whether it is a bundle of data by MIME type. */
  raw?: boolean
  metadata?: MimeBundle
  /** Whether a text is shown as JavaScript writes it, in quotes, as the result of an expression. */
  quoted?: boolean
}

/** What tells a kind of value from others and makes its representations; undefined for other kinds. */
type Renderer = (value: object) => MimeBundle | undefined

/** Tried in this order. */
const renderers: readonly Renderer[] = [
  danfoBundle,
  arrowBundle,
  recordsBundle,
  elementBundle,
  vegaBundle,
  plotlyBundle,
]

/**
 * A value's representations: its own by `Symbol.for("Jupyter.display")`, those of the kinds that tsnb knows, or text. A
 * value that can't be shown is no failure of the code that made it: the text says so instead. Neither throws nor rejects,
 * and takes a promise only for values whose own method does.
 * @returns undefined for what is nothing to look at, such as the handle of `display()`
 */
export function show(value: unknown, options: ShowOptions = {}): Shown | undefined | Promise<Shown | undefined> {
  try {
    if (options.raw) return shown(bundleOf(value), options.metadata)
    const own = ownDisplay(value)
    if (!own) return showKnown(value, options)
    const finish = (data: MimeBundle | undefined): Shown | undefined =>
      data ? shown(data, options.metadata ?? own.metadata) : showKnown(value, options)
    if (!(own.data instanceof Promise)) return finish(own.data)
    return own.data.then(finish).catch((error: unknown) => showBroken(value, error, options))
  } catch (error) {
    return showBroken(value, error, options)
  }
}

/**
 * What is to be seen of a value that was decoded only to be looked at: a data frame's first rows, or text. No representation is
 * tried that would take more memory or time than it shows.
 */
export function showStored(value: unknown): Shown {
  const frame = typeof value === "object" && value !== null ? firstBundle(value, [danfoBundle]) : undefined
  return { data: { ...(frame ?? { "text/plain": plainText(value) }), [lookType]: lookAt(value) } }
}

function shown(data: MimeBundle, metadata: MimeBundle | undefined): Shown | undefined {
  if (Object.keys(data).length === 0) return undefined
  return { data, ...(metadata && { metadata: metadataOf(metadata) }) }
}

function showKnown(value: unknown, { quoted = false, metadata }: ShowOptions): Shown | undefined {
  const known = typeof value === "object" && value !== null ? firstBundle(value) : undefined
  return shown(known ?? { "text/plain": plainText(value, quoted) }, metadata)
}

function firstBundle(value: object, tried = renderers): MimeBundle | undefined {
  for (const renderer of tried) {
    try {
      const bundle = renderer(value)
      if (bundle) return bundle
    } catch {
      // Something like a kind of value, and yet none: it is shown as text.
    }
  }
  return undefined
}

/** Shows as text what can't be shown as it wants to be, or can't be looked at at all. */
function showBroken(value: unknown, error: unknown, { quoted = false }: ShowOptions): Shown {
  const { name, message } = reportError(error)
  try {
    return {
      data: { "text/plain": `${plainText(value, quoted)}\nIts own way to be shown failed. ${name}: ${message}` },
    }
  } catch {
    return { data: { "text/plain": `The value can't be shown. ${name}: ${message}` } }
  }
}
