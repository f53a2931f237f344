import { tmpdir } from "node:os"
import { expect, test } from "vitest"
import { lookingContext } from "../../../kernel/runtime/value/look.ts"
import { ResultFolder } from "../../../kernel/runtime/value/resultFolder.ts"
import { loadValue, storeValue } from "../../../kernel/runtime/value/store.ts"
import { undefinedValue } from "../../../kernel/runtime/value/undefinedValue.ts"

test("undefined is referred to as if it had been stored", async () => {
  const folder = new ResultFolder(tmpdir())
  expect(undefinedValue).toEqual(await storeValue(undefined, "x", lookingContext, folder))
  expect(await loadValue(undefinedValue, lookingContext, folder)).toBeUndefined()
})
