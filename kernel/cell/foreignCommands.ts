import type { Problem } from "./problem.ts"

/** `%%html`, `%load x`, `!ls`: what other kernels take for commands of their own, at the start of a line. */
const command = /^(?:%%?[A-Za-z]\w*|!\s*[\w./]+)/

/** A line that is a command of another kernel's. */
export interface ForeignCommand {
  /** 1-based. */
  line: number
  command: string
}

/**
 * The lines in a cell that are commands of another kernel's. In TypeScript a line could begin so only within an expression
 * or a template: there it follows upon another line's operator, and a command follows upon nothing.
 */
export function foreignCommands(source: string): readonly ForeignCommand[] {
  const lines = source.split("\n")
  const first = lines.findIndex((line) => line.trim() !== "")
  return lines.flatMap((line, index) => {
    const [found] = command.exec(line) ?? []
    // `%` goes on from the line before; at the start of the cell, or after another command, nothing does.
    const isCommand =
      found !== undefined && (index === first || command.test(lines[index - 1] ?? "") || line.startsWith("%%"))
    return isCommand ? [{ line: index + 1, command: found }] : []
  })
}

/** What to say of one. */
export function commandProblem({ line, command }: ForeignCommand): Problem {
  return { message: `'${command}' is a magic command of another kernel. ${insteadOf(command)}`, line, column: 1 }
}

/** What to write in TypeScript in its place. */
function insteadOf(text: string): string {
  if (text.startsWith("!")) {
    const [program = ""] = /\S+$/.exec(text.slice(1)) ?? []
    return `Run programs by Node: import { execSync } from "node:child_process"; console.log(execSync(${JSON.stringify(program)}, { encoding: "utf8" }))`
  }
  const name = text.replace(/^%+/, "")
  return instead[name] ?? "Take the line out, or write it in TypeScript"
}

const display = (name: string): string => `Use the module tsnb's function: display(${name}(\`…\`))`

const instead: Readonly<Partial<Record<string, string>>> = {
  time: 'Use console.time("label") and console.timeEnd("label")',
  timeit: 'Use console.time("label") and console.timeEnd("label")',
  html: display("html"),
  HTML: display("html"),
  markdown: display("markdown"),
  latex: display("latex"),
  svg: display("svg"),
  SVG: display("svg"),
  bash: 'Run programs by Node: import { execSync } from "node:child_process"',
  sh: 'Run programs by Node: import { execSync } from "node:child_process"',
  pip: "Packages are npm's: install them in a terminal, with npm install",
  npm: "Install packages in a terminal, with npm install",
  cd: "Use process.chdir(path)",
  pwd: "Use process.cwd()",
  env: "Use process.env",
}
