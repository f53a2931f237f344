import { directives } from "./table.ts"

/** Every directive with its options, as Markdown for the documentation. */
export function directiveReference(): string {
  const sections = Object.entries(directives).map(([name, { words, help, example, options }]) => {
    const rows = Object.entries(options).map(([option, { type, default: preset, help, example }]) =>
      row([code(option), help, type.expected, preset === undefined ? "" : code(preset), code(`${option}=${example}`)]),
    )
    const table = [
      row(["option", "", "value", "default", "example"]),
      row(["---", "---", "---", "---", "---"]),
      ...rows,
    ]
    const lines = [`### ${code(`@${name} ${words}`.trim())}`, "", `${help}.`, "", "```ts", example, "```"]
    return [...lines, ...(rows.length > 0 ? ["", ...table] : [])].join("\n")
  })
  return `${sections.join("\n\n")}\n`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
}

function code(text: string): string {
  return `\`${text}\``
}
