import { expect, test } from "vitest"
import { TestNotebook } from "../support/flow.ts"

const install = "Install it with npm install"

test.for([
  [
    "an import",
    'import { z } from "zodd"\nconst s = z',
    `Cannot find package 'zodd' imported from flow.tsnb:3:19. ${install} zodd`,
  ],
  [
    "an import of a part of a package",
    'import { z } from "@scope/zodd/part"\nconst s = z',
    `Cannot find package '@scope/zodd' imported from flow.tsnb:3:19. ${install} @scope/zodd`,
  ],
  [
    "an import()",
    'const s = 1\nawait import("zodd")',
    `Cannot find package 'zodd' imported from flow.tsnb:4:14. ${install} zodd`,
  ],
  [
    "a module's import",
    'import { s as t } from "./local.ts"\nconst s = t',
    `Cannot find package 'zodd' imported from local.ts:2:15. ${install} zodd`,
  ],
  [
    "require",
    'const s = require("zodd")',
    new RegExp(`^Cannot find package 'zodd' imported from .*flow\\.tsnb\\. ${install} zodd$`),
  ],
  ["a package's own import", 'import s0 from "broken"\nconst s = s0', /^Cannot find module 'zodd'/],
  ["a part that a package lacks", 'import s0 from "whole/none"\nconst s = s0', /^Cannot find module '[^']*none'/],
] as const)(
  "of a package that isn't there, the error of %s says where it is imported and how to get it",
  async ([, cell, message]) => {
    using notebook = new TestNotebook(`// @task make\n${cell}`)
    notebook.write("local.ts", 'export const s: number = 1\nimport z from "zodd"\nconsole.log(z)')
    notebook.package("broken", 'require("zodd")')
    notebook.package("whole", "")
    const { errors } = await notebook.run()
    expect(errors["make"]).toMatch(message)
  },
)
