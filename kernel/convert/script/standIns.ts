import { apiNames } from "../../cell/ambient.ts"

/** What a plain script has in the place of something that notebooks have from tsnb. */
interface StandIn {
  /** Other stand-ins that it uses. */
  needs?: readonly string[]
  code: string
  /** What it can't do, for people. */
  limit?: string
}

const rich = (name: string, kind: string): StandIn => ({ needs: ["$rich"], code: `const ${name} = $rich("${kind}")` })

/** The stand-in for what Observable Plot needs of a browser. */
export const plotName = "$plot"

/** By the name in the module `tsnb`; those with a dollar sign are used by others. */
const standIns: Readonly<Record<string, StandIn>> = {
  $rich: {
    code: `function $rich(kind: string) {
  return (text: string | TemplateStringsArray, ...values: unknown[]) => {
    const whole = typeof text === "string" ? text : String.raw({ raw: text }, ...values)
    const shown = kind === "Markdown" ? whole : \`(\${kind}, \${whole.length} characters)\`
    return { text: whole, [Symbol.for("nodejs.util.inspect.custom")]: () => shown }
  }
}`,
  },
  $special: {
    code: `function $special(kind: string, value: unknown) {
  return { value, [Symbol.for("nodejs.util.inspect.custom")]: () => \`(\${kind})\` }
}`,
  },
  display: {
    code: `function display(value: unknown, _options?: object): { id: string; update(value: unknown): void } {
  if (value !== undefined) console.log(value)
  return { id: "", update: display }
}`,
  },
  html: rich("html", "HTML"),
  svg: rich("svg", "SVG image"),
  latex: rich("latex", "LaTeX"),
  markdown: rich("markdown", "Markdown"),
  json: { code: "const json = (value: unknown, _options?: object) => value" },
  png: { needs: ["$special"], code: 'const png = (image: unknown, _size?: object) => $special("PNG image", image)' },
  jpeg: { needs: ["$special"], code: 'const jpeg = (image: unknown, _size?: object) => $special("JPEG image", image)' },
  vegaLite: { needs: ["$special"], code: 'const vegaLite = (spec: object) => $special("Vega-Lite chart", spec)' },
  plotly: { needs: ["$special"], code: 'const plotly = (figure: object) => $special("Plotly figure", figure)' },
  page: { code: "const page = (value: unknown) => console.log(value)" },
  clearOutput: { code: "const clearOutput = (_options?: object) => {}" },
  progress: {
    code: `function progress(done: number, total: number, label = ""): void {
  if (process.stderr.isTTY) process.stderr.write(\`\\r\\u001b[K\${done}/\${total} \${label}\${done < total ? "" : "\\n"}\`)
}`,
  },
  log: { code: "const log = { debug: console.debug, info: console.info, warn: console.warn, error: console.error }" },
  artifact: {
    code: `const artifact = {
  markdown: (text: string) => console.log(text),
  table: (rows: readonly object[], caption = "") => (console.log(caption), console.table(rows)),
  link: (url: string | URL, text = "") => console.log(text, String(url)),
  image: (_image: unknown, caption = "") => console.log(\`(image) \${caption}\`),
}`,
    limit: "artifacts are only printed",
  },
  background: {
    code: `function background<Lasting>(lasting: Lasting): Lasting {
  const { unref } = Object(lasting)
  if (typeof unref === "function") unref.call(lasting)
  return lasting
}`,
    limit: "`background()` doesn't keep the script from waiting for a promise",
  },
  run: { code: "const run = { signal: new AbortController().signal }" },
  serializer: { code: "const serializer = (_constructor: Function, _how: object): void => {}" },
  input: {
    code: `async function input(prompt = "", _options?: object): Promise<string> {
  const { createInterface } = await import("node:readline/promises")
  using lines = createInterface({ input: process.stdin, output: process.stderr })
  return await lines.question(prompt)
}`,
  },
  FatalError: { code: 'class FatalError extends Error {\n  override readonly name = "FatalError"\n}' },
  RetryAfter: {
    code: `class RetryAfter extends Error {
  override readonly name = "RetryAfter"
  constructor(when: number | string | Date, message = \`Asked to try again: \${String(when)}\`, options?: ErrorOptions) {
    super(message, options)
  }
}`,
  },
  $window: {
    code: `const $window = (await import("linkedom")).parseHTML("<!doctype html><html><body></body></html>")
Object.defineProperty($window.Element.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: any) { return \`(\${this.localName === "svg" ? "SVG image" : "HTML"}, \${this.outerHTML.length} characters)\` },
})
$window.HTMLCanvasElement.prototype.getContext = () => ({ // Draws nothing.
  fillRect() {}, putImageData() {}, createImageData: (width: number, height: number) => ({ data: new Uint8Array(4 * width * height) }),
})`,
    limit: "`document` and Observable Plot need the package linkedom: npm install linkedom",
  },
  document: { needs: ["$window"], code: "const { document } = $window" },
  [plotName]: {
    needs: ["$window"],
    code: "Object.assign(globalThis, { window: { document: $window.document } }) // Observable Plot draws into it.",
  },
  subflow: {
    code: `function subflow(notebook: string): Promise<never> {
  throw new Error(\`A script can't run the notebook \${notebook}\`)
}`,
    limit: "`subflow()` throws: a script runs no other notebook",
  },
  flow: {
    code: `const flow = {
  run(): Promise<never> { throw new Error("A script has no flow: its tasks run one after the other") },
  graph(): never { throw new Error("A script has no flow to draw") },
}`,
    limit: "`flow.run()` and `flow.graph()` throw",
  },
}

const commonJs: Readonly<Record<string, string>> = {
  __dirname: "const __dirname = import.meta.dirname",
  __filename: "const __filename = import.meta.filename",
  require: 'const require = (await import("node:module")).createRequire(import.meta.url)',
}

/**
 * The code of what a notebook's cells use without defining it.
 * @param used names that cells read and none defines, and those imported from `tsnb`
 */
export function standInCode(used: ReadonlySet<string>): { code: readonly string[]; limits: readonly string[] } {
  const wanted = new Set([...used].filter((name) => Object.hasOwn(standIns, name)))
  // A set that grows while it is walked is walked to its new end.
  for (const name of wanted) for (const other of standIns[name]?.needs ?? []) wanted.add(other)
  // In the order of the table, in which what is used comes first.
  const found = Object.entries(standIns).filter(([name]) => wanted.has(name))
  const modules = Object.entries(commonJs).filter(([name]) => used.has(name))
  return {
    code: [...found.map(([, { code }]) => code), ...modules.map(([, code]) => code)],
    limits: found.flatMap(([, { limit }]) => limit ?? []),
  }
}

/** The names that cells take from an `import * as … from "tsnb"`. */
export function namesTaken(namespace: string, sources: readonly string[]): readonly string[] {
  const text = sources.join("\n")
  const escaped = namespace.replaceAll("$", "\\$")
  return apiNames.filter((name) => new RegExp(`${escaped}\\s*\\.\\s*${name}\\b`).test(text))
}
