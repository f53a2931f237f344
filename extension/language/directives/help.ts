import { directives, type FoundDirective, type Option } from "../../../kernel/cell/directive/index.ts"

type Kind = FoundDirective["kind"]

/** What a directive is for, as Markdown. */
export function directiveHelp(kind: Kind): string {
  const { words, choices, help, example, options } = directives[kind]
  const names = Object.keys(options)
  return [
    `**${`@${kind} ${words}`.trim()}**`,
    sentence(help),
    ...(choices ? [`States: ${choices.map(code).join(", ")}`] : []),
    ...(names.length > 0 ? [`Options: ${names.map(code).join(", ")}`] : []),
    `\`\`\`typescript\n${example}\n\`\`\``,
  ].join("\n\n")
}

/** What an option is for and takes, as Markdown. */
export function optionHelp(name: string, { type, default: preset, help, example }: Option<unknown>): string {
  const facts = [
    ...(preset === undefined ? [] : [`Default: ${code(preset)}`]),
    `Example: ${code(`${name}=${example}`)}`,
  ]
  return [`**${name}** · ${type.expected}`, sentence(help), facts.join(" · ")].join("\n\n")
}

function sentence(text: string): string {
  return text.endsWith("…") ? text : `${text}.`
}

function code(text: string): string {
  return `\`${text}\``
}
