import { expect, test } from "vitest"
import { isCron } from "../../../kernel/cell/directive/cron.ts"

test.each([
  "* * * * *",
  "0 6 * * *",
  "*/15 0-23/2 1,15 1-12 0-7",
  "59 23 31 12 7",
  "0 9 * * MON-FRI",
  "0 0 1 jan,Jul sun",
  "30 0 6 * * *",
  "5/10 * * * *",
])("%s is a cron expression", (text) => expect(isCron(text)).toBe(true))

test.each([
  ["a minute", "60 * * * *"],
  ["an hour", "0 24 * * *"],
  ["a day", "0 0 32 * *"],
  ["no day", "0 0 0 * *"],
  ["a month", "0 0 1 13 *"],
  ["no month", "0 0 1 0 *"],
  ["a weekday", "0 0 * * 8"],
  ["a second", "60 0 0 * * *"],
  ["the end of a range", "0 9-25 * * *"],
  ["a range that goes backwards", "0 17-9 * * *"],
  ["a step of nothing", "*/0 * * * *"],
  ["a step over the field's end", "*/61 * * * *"],
  ["a name in another field", "mon * * * *"],
  ["four fields", "* * * *"],
  ["seven fields", "* * * * * * *"],
  ["an open range", "1- * * * *"],
  ["an empty list", "1, * * * *"],
  ["words", "every day at six o'clock"],
  ["nothing", ""],
])("%s out of range: %s", (_, text) => expect(isCron(text)).toBe(false))
