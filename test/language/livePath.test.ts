import { expect, test } from "vitest"
import { livePathAt } from "../../kernel/language/livePath.ts"

test.each([
  ["a name", "mod|", [], ["mod"]],
  ["nothing yet", "|", [], []],
  ["a name in its middle", "mo|del", [], ["model"]],
  ["behind a dot", "model.|", ["model"], ["model"]],
  ["a property", "f(model.options.ra|te)", ["model", "options"], ["model", "options", "rate"]],
  ["behind an optional dot", "model?.op|", ["model"], ["model", "op"]],
  ["over lines", "model\n  .op|", ["model"], ["model", "op"]],
  ["behind another expression", "1 + model.op|", ["model"], ["model", "op"]],
  ["with a dollar", "$a._b|", ["$a"], ["$a", "_b"]],
  ["in another script", "größe.län|", ["größe"], ["größe", "län"]],
  ["behind a string", "f('a', mod|)", [], ["mod"]],
  ["behind a comment", "// one\n/* two */ mod|", [], ["mod"]],
  ["behind an import", "import { a } from 'a'\na.b|", ["a"], ["a", "b"]],
  ["in a template", "`a ${model.op|}`", ["model"], ["model", "op"]],
  ["behind a spread", "[...li|", [], ["li"]],
])("finds the path of names: %s", (_, marked, owner, whole) => {
  expect(livePathAt(marked.replace("|", ""), marked.indexOf("|"))).toEqual({ owner, whole })
})

test.each([
  ["behind a call", "f().|"],
  ["a property behind a call", "f().a.b|"],
  ["behind an index", "a[0].|"],
  ["behind a string", "'a'.|"],
  ["behind a number", "1.|"],
  ["in a string", "'model.op|'"],
  ["in a string that isn't closed", 'f("mod|'],
  ["in a template's text", "`a ${b} mod|`"],
  ["in a comment", "// mod|"],
  ["in a comment of many lines", "/*\n mod|"],
  ["in an import", "import { read| } from 'fs'"],
  ["in an import of many lines", "import {\n  a,\n  read|"],
  ["a private name", "this.#a|"],
])("finds no path %s", (_, marked) => {
  expect(livePathAt(marked.replace("|", ""), marked.indexOf("|"))).toBeUndefined()
})
