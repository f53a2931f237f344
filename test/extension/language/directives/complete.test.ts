import { describe, expect, test } from "vitest"
import { graphOfTexts } from "../graphOfTexts.ts"
import { completeDirective, type Suggestion } from "../../../../extension/language/directives/complete.ts"
import { knownNames } from "../../../../extension/language/notebookNames.ts"
import { directives } from "../../../../kernel/cell/directive/index.ts"
import { atCursor } from "../support.ts"

const others = [
  "const months = ['2023-01'], limit = 3\nfunction pick() {}",
  "// @task load tags=db,slow queue=gpu\nconst rows = 1",
  "// @task clean tags=db\nconst tidy = rows",
]

function suggestionsAt(marked: string): readonly Suggestion[] {
  const { source, offset } = atCursor(marked)
  const cells = [...others, source].map((text, index) => ({ id: `${index}`, isCode: true, text }))
  const known = () => knownNames(graphOfTexts(cells), "3")
  return completeDirective(source, offset, { known, taskName: () => "total" })?.list ?? []
}

function labelsAt(marked: string): string[] {
  return suggestionsAt(marked).map(({ label }) => label)
}

const taskOptions = Object.keys(directives.task.options)

test("every directive is offered, with what it is for", () => {
  const suggestions = suggestionsAt("// @|")
  expect(suggestions.map(({ snippet }) => snippet)).toEqual(Object.keys(directives).map((name) => `@${name}`))
  for (const { help, detail } of suggestions) expect(help).toContain(detail)
})

test("every option has a snippet, a type, and its help", () => {
  const suggestions = suggestionsAt("// @task a |")
  expect(suggestions.map(({ label }) => label)).toEqual(taskOptions)
  for (const { label, snippet, help, detail } of suggestions) {
    expect(snippet).toMatch(new RegExp(`^${label}=.*\\$\\{1`))
    expect(help).toContain(directives.task.options[label]?.help)
    expect(detail).toContain(directives.task.options[label]?.type.expected)
  }
})

describe("what is offered", () => {
  test.each<[marked: string, labels: string[]]>([
    ["// @task |", ["total", ...taskOptions]],
    ["// @task a retries=1 timeout=1s |", taskOptions.filter((name) => !["retries", "timeout"].includes(name))],
    ["// @task a\n// retries=1 |", taskOptions.filter((name) => name !== "retries")],
    ["// @on failure |", ["success", "completed", "failed", "timedOut", "crashed", "cancelled"]],
    ["// @parameters |", []],
    ["// @task cache=|", ["off", "on"]],
    ["// @flow overlap=|", ["queue", "skip", "parallel", "cancel"]],
    ["// @task retries=|", ["3"]],
    ["// @task timeout=|", ["30s", "10m", "1h", "1d"]],
    ["// @task retryDelay=|", ["exponential", "2s", "30s", "1s,10s,1m"]],
    ["// @task after=|", ["load", "clean"]],
    ["// @task after=load,|", ["clean"]],
    ['// @task after=["|"]', ["load", "clean"]],
    ["// @task tags=|", ["db", "slow"]],
    ['// @flow limits={"|"}', ["db", "slow"]],
    ["// @task queue=|", ["gpu"]],
    ['// @task for="|', []],
    ["// @task for=|", ['"month of months"']],
    ['// @task for="m |', []],
    ['// @task for="m of |', ["months", "limit", "pick", "rows", "tidy"]],
    ['// @task for="m of [rows, |', ["months", "limit", "pick", "rows", "tidy"]],
    ['// @task for="m of rows.|', []],
    ['// @task when="!|"', ["months", "limit", "pick", "rows", "tidy"]],
    ["// @task when=|", ['"months"', '"limit"', '"pick"', '"rows"', '"tidy"']],
    ['// @task when="rows.|"', []],
    ["// @task nonsense=|", []],
    ["// @task toString=|", []],
  ])("%j", (marked, labels) => expect(labelsAt(marked)).toEqual(labels))
})

test.each([
  ["cache", "cache=${1|off,on|}"],
  ["retries", "retries=${1:3}"],
  ["retryDelay", "retryDelay=${1:2s}"],
  ["for", 'for="${1:month} of ${2:months}"'],
  ["when", 'when="${1:rows.length > 0}"'],
  ["tags", 'tags=["${1:db}"]'],
])("the snippet of %s", (name, snippet) => {
  expect(suggestionsAt("// @task a |").find(({ label }) => label === name)?.snippet).toBe(snippet)
})

test("a snippet's own signs are text", () => {
  expect(suggestionsAt("// @flow a |").find(({ label }) => label === "limits")?.snippet).toBe(
    String.raw`limits={"${"${1:db}"}": 2\}`,
  )
})

test("where a name comes from is said, and the default is marked", () => {
  expect(suggestionsAt("// @task after=|")[0]).toMatchObject({ detail: "the task 'load' in cell 2" })
  expect(suggestionsAt('// @task for="m of |')[0]).toMatchObject({ detail: "cell 1" })
  expect(suggestionsAt("// @task cache=|")[1]).toMatchObject({ label: "on", detail: "default" })
})

test("time zones are offered by the word that is replaced", () => {
  const { source, offset } = atCursor("// @flow timezone=Europe/Be|")
  const found = completeDirective(source, offset, {
    known: () => knownNames(graphOfTexts([]), ""),
    taskName: () => undefined,
  })
  expect(found).toMatchObject({ start: 18, end: 27 })
  expect(found?.list.map(({ label }) => label)).toContain("Europe/Berlin")
})
