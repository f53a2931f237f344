import { expect, test } from "vitest"
import { countedVariables, variablesOfNode } from "../../../kernel/runtime/trace/nodeVariables.ts"

test.each<[environment: NodeJS.ProcessEnv, counted: Record<string, string>]>([
  [{}, {}],
  [{ HOME: "/home/me", PATH: "/bin" }, {}],
  [{ TZ: "Europe/Berlin" }, { TZ: "Europe/Berlin" }],
  [{ TZ: "" }, {}],
  [{ LANG: "C.UTF-8" }, {}],
  [{ LANG: "en_US.UTF-8", LC_ALL: "POSIX" }, {}],
  [{ LANG: "de_DE.UTF-8" }, { LANG: "de_DE" }],
  [{ LANG: "de_DE", LC_ALL: "fr_FR@euro" }, { LANG: "fr_FR" }],
  [{ LANG: "de_DE", LC_MESSAGES: "fr_FR" }, { LANG: "fr_FR" }],
  [{ LANG: "de_DE", LC_TIME: "fr_FR" }, { LANG: "de_DE" }],
  [{ NODE_OPTIONS: "--max-old-space-size=4096 --inspect --enable-source-maps --trace-warnings" }, {}],
  [{ NODE_OPTIONS: ' --require "/x/ms-vscode.js-debug/src/bootloader.js"  --inspect-publish-uid=http' }, {}],
  [{ NODE_OPTIONS: "--conditions=development --max-semi-space-size=9" }, { NODE_OPTIONS: "--conditions=development" }],
  [{ NODE_PATH: "/lib" }, { NODE_PATH: "/lib" }],
])("of %j count %j", (environment, counted) => {
  expect(variablesOfNode(environment)).toEqual(counted)
})

test.each<[ignored: string[], counted: string[]]>([
  [[], ["TZ", "LANG"]],
  [["TZ"], ["LANG"]],
  [["LC_ALL"], ["TZ"]],
  [["LANG", "TZ"], []],
  [["HOME"], ["TZ", "LANG"]],
])("without %j count %j", (ignored, counted) => {
  const variables = { TZ: "UTC", LANG: "de_DE" }
  expect(countedVariables(variables, ignored).map(([name]) => name)).toEqual(counted)
})
