import { assert, nat, property, string, constantFrom, array } from "fast-check"
import { describe, expect, test } from "vitest"
import { directiveContext } from "../../../../extension/language/directives/context.ts"
import { atCursor } from "../support.ts"

/** The context as text: what it is, and the replaced text in brackets. */
function contextAt(marked: string): string | undefined {
  const { source, offset } = atCursor(marked)
  const context = directiveContext(source, offset)
  if (!context) return undefined
  const replaced = `[${source.slice(context.start, context.end)}]`
  switch (context.kind) {
    case "directive":
      return `directive ${replaced}`
    case "word":
      return `word of @${context.directive} ${replaced}, given ${[...context.words, ...context.options].join(" ")}`
    case "value":
      return `value of ${context.option} after ${context.before} ${replaced}`
  }
}

describe("the name of a directive", () => {
  test.each<[marked: string, context: string | undefined]>([
    ["// @|", "directive [@]"],
    ["//@ta|sk x", "directive [@task]"],
    ["\n\n  // @ts|", "directive [@ts]"],
    ["/** @fl| */", "directive [@fl]"],
    ['"use strict"\n// @|\nconst a = 1', "directive [@]"],
    ["//\n// @|", "directive [@]"],
    ["// |@task", undefined],
    ["// a @|", undefined],
    ["// a\n// @|", undefined],
    ["const a = 1 // @|", undefined],
    ["const a = 1\n// @|", undefined],
    ["|", undefined],
  ])("%j", (marked, context) => expect(contextAt(marked)).toBe(context))
})

describe("words and options", () => {
  test.each<[marked: string, context: string | undefined]>([
    ["// @task |", "word of @task [], given "],
    ["// @task re| retries=3", "word of @task [re], given retries"],
    ["// @task train |", "word of @task [], given train"],
    ["// @task train ret|ries", "word of @task [retries], given train"],
    ["// @task train retries=3 | timeout=1m", "word of @task [], given train retries timeout"],
    ["// @task train retries=3\n//   ti|\nconst a = 1", "word of @task [ti], given train retries"],
    ["// @task train\n// |", "word of @task [], given train"],
    ["// @task train\n// retries=3 lo| cache=off", "word of @task [lo], given train retries cache"],
    ["// @task train\n// retries=3\n// |", "word of @task [], given train retries"],
    ["/* @flow taxi\n * retries=2\n * | */", "word of @flow [], given taxi retries"],
    ["// @on success |", "word of @on [], given success"],
    ["// @on |", "word of @on [], given "],
    ["// @parameters |", "word of @parameters [], given "],
    ["// @task train\n// Trains th| model", undefined],
    ["// @task train\n\n// |", undefined],
    ["// @tusk |", undefined],
    ["// @jsx |", undefined],
    ["// @task train\nconst a = |", undefined],
  ])("%j", (marked, context) => expect(contextAt(marked)).toBe(context))
})

describe("values", () => {
  test.each<[marked: string, context: string | undefined]>([
    ["// @task cache=|", "value of cache after  []"],
    ["// @task a cache=o|n log=off", "value of cache after  [on]"],
    ["// @task after=a,|", "value of after after a, []"],
    ["// @task after=a,b|c,d", "value of after after a, [bc]"],
    ['// @task after=["a", "|"]', 'value of after after ["a", " []'],
    ["// @task after=[a, b|]", "value of after after [a,  [b]"],
    ['// @task for="m of |"', 'value of for after "m of  []'],
    ['// @task for="m of mon|', 'value of for after "m of  [mon]'],
    ['// @task retries=2 for="m of mon|ths" log=off', 'value of for after "m of  [months]'],
    ['// @task when="a.|"', 'value of when after "a. []'],
    ["// @flow timezone=Europe/B|", "value of timezone after  [Europe/B]"],
    ["// @task a\n// retries=1\n// cache=|", "value of cache after  []"],
    ['// @task a\n// for="m of |', 'value of for after "m of  []'],
    ["// @task nonsense=|", "value of nonsense after  []"],
  ])("%j", (marked, context) => expect(contextAt(marked)).toBe(context))
})

test("what is replaced is around the cursor, whatever the text", () => {
  const pieces = array(
    constantFrom("// ", "@task", "@on", " ", "\n", "retries=", '"', "[", "a", ",", "\r\n", "/*", "*/"),
  )
  const texts = pieces.map((parts) => parts.join(""))
  assert(
    property(texts, string(), nat(40), (text, end, place) => {
      const source = text + end
      const offset = Math.min(place, source.length)
      const context = directiveContext(source, offset)
      if (!context) return
      expect(context.start).toBeLessThanOrEqual(offset)
      expect(context.end).toBeGreaterThanOrEqual(offset)
      expect(source.slice(context.start, context.end)).not.toMatch(/[\r\n]/)
    }),
  )
})
