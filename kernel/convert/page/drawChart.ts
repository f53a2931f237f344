import { logger, parse, View, Warn, type Loader, type Spec } from "vega"
import { expressionInterpreter } from "vega-interpreter"
import { compile, type TopLevelSpec } from "vega-lite"

/** A page holds its data: nothing is fetched, and no file of this machine is read. */
const noLoader: Loader = { load: refuse, sanitize: addressOf, http: refuse, file: refuse }

/**
 * Links stay in the drawing, although nothing can be clicked in an image; images would be fetched.
 * @param options says what the address is for
 */
function addressOf(uri: string, { context }: { context?: unknown } = {}): Promise<{ href: string }> {
  // Vega's own code can't do with a link that is refused.
  if (context === "href") return Promise.resolve({ href: /^(?:https?|mailto):/i.test(uri) ? uri : "#" })
  return refuse(uri)
}

function refuse(uri: string): Promise<never> {
  return Promise.reject(new Error(`what it shows is elsewhere (${uri})`))
}

/**
 * Draws a chart of Vega or Vega-Lite. Its expressions are interpreted, and never run as code.
 * @returns an SVG image
 * @throws when the specification is none, or its data isn't in it
 */
export async function drawChart(type: string, specification: object): Promise<string> {
  const failures: Error[] = []
  const strict = failing(failures)
  // What it is, its MIME type says; what is wrong with it, Vega says.
  const spec = type.includes("vegalite")
    ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- As above.
      compile(specification as TopLevelSpec, { logger: strict }).spec
    : (specification as Spec)
  const view = new View(parse(spec, {}, { ast: true }), {
    renderer: "none",
    expr: expressionInterpreter,
    loader: noLoader,
    logger: strict,
  })
  try {
    const svg = await view.toSVG()
    const [failure] = failures
    if (failure) throw failure
    return svg
  } finally {
    view.finalize()
  }
}

/** Collects what Vega only warns of although it leaves a part of the chart out. */
function failing(failures: Error[]): ReturnType<typeof logger> {
  const own = logger(Warn)
  const error = (...parts: readonly unknown[]): typeof own => {
    failures.push(parts.find((part) => part instanceof Error) ?? new Error(parts.join(" ")))
    return own
  }
  const warn = (...parts: readonly unknown[]): typeof own => {
    // Older specifications, and what can be done without, are no failures.
    return String(parts[0]).startsWith("Loading failed") ? error(...parts) : own
  }
  return Object.assign(own, { warn, error })
}
