import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { convert } from "../../kernel/convert/convert.ts"
import type { FileKind } from "../../kernel/convert/fileKind.ts"
import { MarkdownRenderer } from "../../kernel/convert/page/markdown.ts"
import { showOutput } from "../../kernel/convert/page/output.ts"
import { errorDetails, errorHeadline } from "../../kernel/cli/format/errors.ts"
import { NotebookProblemsError } from "../../kernel/session/api.ts"
import { displayLines } from "../../kernel/session/format/shown.ts"
import { terminalText } from "../../kernel/session/format/terminalText.ts"
import { cutText, linesOf, oneLine } from "../../kernel/session/format/text.ts"
import { notebooks, texts, type Shape } from "./shapes.ts"

/*
 * Not how long something takes, but whether one text takes out of all proportion longer than others of its length: what grows
 * with the square of the length takes minutes for a megabyte. Processor time is compared within one process, so that a busy
 * machine is as slow for all of them; and what stands out has to grow faster than its length as well.
 */
const size = 50_000
const outOfProportion = 40
/** The middle of many, in milliseconds, may be less than a clock can tell. */
const leastMiddle = 10
/** What grows with the length takes 4 times as long for 4 times the text, what grows with its square 16 times. */
const fastGrowth = 8
/** A collection of garbage may make one of them slow. */
const rounds = 3
/** Milliseconds; with four times of what took so long, a test of what grows too fast would take very long. */
const longTime = 5_000
const timeout = 900_000

type Work = (text: string) => unknown

async function slowest(shapes: readonly Shape[], work: Work): Promise<readonly string[]> {
  const measured: { shape: Shape; took: number }[] = []
  for (const shape of shapes) measured.push({ shape, took: await cpuTime(work, shape.make(size)) })
  const sorted = measured.toSorted((one, other) => one.took - other.took)
  const bound = outOfProportion * Math.max(leastMiddle, sorted[Math.floor(sorted.length / 2)]?.took ?? 0)
  const found: string[] = []
  for (const { shape, took } of measured) {
    if (took > bound && (await growsTooFast(shape, work))) found.push(shape.what)
  }
  return found
}

/** Whether four times the text takes far more than four times as long, each time of several. */
async function growsTooFast(shape: Shape, work: Work): Promise<boolean> {
  for (let round = 0; round < rounds; round++) {
    const took = await cpuTime(work, shape.make(size))
    if (took < fastGrowth * (await cpuTime(work, shape.make(size / 4)))) return false
    // A small text may be quick since the memory that it takes needs no collection: what is larger tells more.
    if (took < longTime && (await cpuTime(work, shape.make(size * 4))) < fastGrowth * took) return false
  }
  return true
}

async function cpuTime(work: Work, text: string): Promise<number> {
  const before = process.cpuUsage()
  await work(text)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function converting(toKind: FileKind): Work {
  const from = join(tmpdir(), "tsnb-hostile", "a.tsnb")
  const to = join(tmpdir(), "tsnb-hostile", `b.${toKind}`)
  return async (text) => {
    try {
      await convert({ from, fromKind: "tsnb", text, to, toKind, withOutputs: false })
    } catch (error) {
      // A script is made of notebooks without problems only.
      if (!(error instanceof NotebookProblemsError)) throw error
    }
  }
}

test.for(["html", "ipynb", "ts"] as const)(
  "no notebook takes out of all proportion to convert to %s, which reads, checks and writes it",
  { timeout },
  async (kind) => expect(await slowest(notebooks, converting(kind))).toEqual([]),
)

const tools = { markdown: new MarkdownRenderer(() => undefined), charts: new Map() }

function showing(type: string): Work {
  return (text) => showOutput({ output_type: "display_data", data: { [type]: text } }, tools)
}

const ways: readonly (readonly [what: string, work: Work])[] = [
  ["lines", linesOf],
  ["one line", oneLine],
  ["a cut", (text) => cutText(text, 80)],
  ["a terminal", terminalText],
  ["an error", (text) => [errorHeadline, errorDetails].map((show) => show({ name: "E", message: text, stack: text }))],
  ["a value", (text) => displayLines({ "text/html": text, "text/plain": `${text}x` })],
  ["a stream in a page", (text) => showOutput({ output_type: "stream", text }, tools)],
  ...["text/html", "image/svg+xml", "text/markdown", "text/latex", "text/plain"].map(
    (type) => [`${type} in a page`, showing(type)] as const,
  ),
]

test.for(ways)("no text takes out of all proportion to show as %s", { timeout }, async ([, work]) =>
  expect(await slowest(texts, work)).toEqual([]),
)
