import { lastWord, type CompletedCommand, type CompletedOption } from "./commands.ts"

/** A script by which zsh completes a program's words. It works as a file in `fpath`, and when it is evaluated. */
export function zshCompletion(program: CompletedCommand): string {
  return `#compdef tsnb
# In ~/.zshrc, after compinit: eval "$(tsnb completion zsh)"
${functionOf(program)}
if [[ $funcstack[1] == _tsnb ]]; then _tsnb "$@"; else compdef _tsnb tsnb; fi
`
}

/** A function for a command, and before it those for the commands below. */
function functionOf(command: CompletedCommand): string {
  const name = functionName(command)
  const options = command.options.map(optionOf)
  if (command.commands.length === 0) {
    const action = command.choices.length > 0 ? `(${command.choices.join(" ")})` : "_files"
    return `${name}() {\n  _arguments -s ${[...options, quoted(`*:argument:${action}`)].join(" \\\n    ")}\n}`
  }
  const specifications = [...options, "'1: :->command'", "'*:: :->rest'"].join(" \\\n    ")
  const described = command.commands.map((below) => quoted(`${lastWord(below)}:${below.description}`))
  return `${command.commands.map(functionOf).join("\n")}
${name}() {
  local state line
  local -a commands=(
    ${described.join("\n    ")}
  )
  _arguments -C ${specifications}
  case $state in
    command) _describe command commands ;;
    rest) case $words[1] in
${command.commands.map((below) => `      ${lastWord(below)}) ${functionName(below)} ;;`).join("\n")}
    esac ;;
  esac
}`
}

function functionName({ path }: CompletedCommand): string {
  return ["_tsnb", ...path.split(" ")].filter((word) => word !== "").join("_")
}

function optionOf({ flags, description, value, choices }: CompletedOption): string {
  const names = flags.map((flag) => (value === undefined ? flag : flag.startsWith("--") ? `${flag}=` : `${flag}+`))
  const isRepeatable = description.endsWith("repeatable")
  const before = isRepeatable ? "*" : flags.length > 1 ? `(${flags.join(" ")})` : ""
  const action = choices.length > 0 ? `(${choices.join(" ")})` : (actions[value ?? ""] ?? "")
  const after = `[${description.replaceAll(/[[\]\\:]/g, "\\$&")}]${value === undefined ? "" : `:${value}:${action}`}`
  return names.map((name) => quoted(before + name + after)).join(" ")
}

const actions: Readonly<Record<string, string>> = { file: "_files", folder: "_files -/" }

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
