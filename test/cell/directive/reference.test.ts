import { expect, test } from "vitest"
import { directiveReference, directives, parseDirective } from "../../../kernel/cell/directive/index.ts"

const options = Object.entries(directives).flatMap(([directive, entry]) =>
  Object.entries(entry.options).map(([name, option]) => ({ directive, name, option })),
)

test("the reference names every directive and every option", () => {
  const reference = directiveReference()
  for (const [name, { help, example }] of Object.entries(directives)) {
    expect(reference).toContain(`### \`@${name}`)
    expect(reference).toContain(help)
    expect(reference).toContain(example)
  }
  for (const { name, option } of options) expect(reference).toContain(`| \`${name}\` | ${option.help} |`)
  expect(reference.endsWith("\n")).toBe(true)
})

test.each(Object.entries(directives))("the example of @%s is right", (name, { example }) => {
  expect(parseDirective(example)).toMatchObject({ directive: { kind: name }, problems: [] })
})

const values = options.flatMap(({ directive, name, option }) =>
  [option.example, option.default, ...(option.type.words ?? [])]
    .filter((value) => value !== undefined)
    .map((value) => `// @${directive} x ${name}=${value}`),
)

test.each(values)("an example, default or word of the table is right: %s", (source) => {
  expect(parseDirective(source).problems).toEqual([])
})
