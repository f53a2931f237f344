import { lastWord, withAllBelow, type CompletedCommand } from "./commands.ts"

/** A script by which bash completes a program's words; it keeps to what the bash 3.2 of macOS knows. */
export function bashCompletion(program: CompletedCommand): string {
  const commands = withAllBelow(program)
  return `# In ~/.bashrc: eval "$(tsnb completion bash)"
_tsnb() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= words= index
  # Bash takes --option=value for three words.
  if [[ $word == = ]]; then word=; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$command \${COMP_WORDS[index]}" in
${commands.flatMap(commandBranches).join("\n")}
    esac
  done
  case "$command|$before" in
${commands.flatMap(valueBranches).join("\n")}
    *)
      case "$command|$word" in
${commands.flatMap(wordBranches).join("\n")}
      esac
      ;;
  esac
  # Without words to choose from, bash completes files.
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _tsnb tsnb
`
}

/** Which command the words before the cursor name. */
function commandBranches({ path, commands }: CompletedCommand): string[] {
  return commands.map((below) => `      "${path} ${lastWord(below)}") command="${below.path}" ;;`)
}

/** What comes after an option with a value. */
function valueBranches({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ value }) => value !== undefined)
    .map(({ flags, choices }) => {
      const patterns = flags.map((flag) => `"${path}|${flag}"`).join(" | ")
      return `    ${patterns}) words="${choices.join(" ")}" ;;`
    })
}

/** What else comes after a command. */
function wordBranches({ path, options, commands, choices }: CompletedCommand): string[] {
  const words = [...commands.map(lastWord), ...choices]
  const flags = options.flatMap((option) => option.flags)
  return [
    ...(flags.length > 0 ? [`        "${path}|-"*) words="${flags.join(" ")}" ;;`] : []),
    ...(words.length > 0 ? [`        "${path}|"*) words="${words.join(" ")}" ;;`] : []),
  ]
}
