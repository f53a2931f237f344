import { lastWord, withAllBelow, type CompletedCommand } from "./commands.ts"

/** A script by which PowerShell completes a program's words. */
export function powershellCompletion(program: CompletedCommand): string {
  const commands = withAllBelow(program)
  return `# In $PROFILE: tsnb completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName tsnb -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $options = @{
${commands.map(({ path, options }) => `    '${path}' = ${list(options.flatMap(({ flags }) => flags))}`).join("\n")}
  }
  $arguments = @{
${commands.map(({ path, commands: below, choices }) => `    '${path}' = ${list([...below.map(lastWord), ...choices])}`).join("\n")}
  }
  $values = @{
${commands.flatMap(valueLines).join("\n")}
  }
  $command = ''
  $before = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
    $before = $element.ToString()
    $below = "$command $before".Trim()
    if ($options.ContainsKey($below)) { $command = $below }
  }
  # Without words to choose from, PowerShell completes files.
  $words = if ($values.ContainsKey("$command|$before")) { $values["$command|$before"] }
  elseif ($wordToComplete.StartsWith('-')) { $options[$command] }
  else { $arguments[$command] }
  $words | Where-Object { $_ -and $_.StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`
}

function valueLines({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ value }) => value !== undefined)
    .flatMap(({ flags, choices }) => flags.map((flag) => `    '${path}|${flag}' = ${list(choices)}`))
}

function list(words: readonly string[]): string {
  return `@(${words.map((word) => `'${word}'`).join(", ")})`
}
