import { lastWord, withAllBelow, type CompletedCommand, type CompletedOption } from "./commands.ts"

/** A script by which fish completes a program's words. */
export function fishCompletion(program: CompletedCommand): string {
  const lines = withAllBelow(program).flatMap(linesOf)
  return ["# In ~/.config/fish/config.fish: tsnb completion fish | source", ...lines, ""].join("\n")
}

function linesOf(command: CompletedCommand): string[] {
  const complete = `complete -c tsnb -n ${quoted(conditionOf(command))}`
  const below = command.commands.map((one) => `${complete} -f -a ${lastWord(one)} -d ${quoted(one.description)}`)
  const choices = command.choices.length > 0 ? [`${complete} -f -a ${quoted(command.choices.join(" "))}`] : []
  return [...below, ...choices, ...command.options.map((option) => `${complete} ${optionOf(option)}`)]
}

/** Whether the words before the cursor name this command, and none below it. */
function conditionOf({ path, commands }: CompletedCommand): string {
  const seen = path.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`)
  const below = commands.map(lastWord)
  if (path === "") return "__fish_use_subcommand"
  return [...seen, ...(below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(" ")}`] : [])].join("; and ")
}

function optionOf({ flags, description, value, choices }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const values = choices.length > 0 ? ["-x", "-a", quoted(choices.join(" "))] : value === undefined ? [] : ["-r"]
  return [...names, ...values, "-d", quoted(description)].join(" ")
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`
}
