/** Names of the module `tsnb` that cells may use without importing them. */
export const apiNames: readonly string[] = [
  "FatalError",
  "RetryAfter",
  "artifact",
  "background",
  "clearOutput",
  "display",
  "document",
  "flow",
  "html",
  "input",
  "jpeg",
  "json",
  "latex",
  "log",
  "markdown",
  "page",
  "plotly",
  "png",
  "progress",
  "run",
  "serializer",
  "subflow",
  "svg",
  "vegaLite",
]

/** What a CommonJS module has, for code that is written so. */
export const commonJsNames: readonly string[] = ["__dirname", "__filename", "require"]

/** Names that a cell finds without defining or importing them, beside JavaScript's globals. */
export const ambientNames: ReadonlySet<string> = new Set([...apiNames, ...commonJsNames])
