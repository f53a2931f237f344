import type { FrameResult, Loop } from "./cellOutline.ts"
import type { Piece } from "./notebookModule.ts"

/** Declares the variable of a task's `for=`, for the code that follows. */
export function loopVariable({ variable, list }: Loop): string {
  // The list ends with its line, since a comment may be in it.
  return `const ${variable} = await (async () => { for await (const each of (${list}\n)) return each; throw 0 })()\n`
}

/** What stands around the code of a task whose readers, or which itself, see other types than the code has. */
export interface TaskFrame {
  /** Ends with the loop's variable and list, if there are any. */
  before: readonly Piece[]
  after: Piece
  /**
   * Two places that stand for one name: of a result, in the first piece before and in the piece after the code; of a name
   * that may be missing, both in the first piece.
   */
  results: readonly { name: string; outer: number; inner: number }[]
  missing: readonly { name: string; outer: number; inner: number }[]
}

/** What a frame is made for. */
export interface FrameParts {
  results: readonly FrameResult[]
  /** The loop's variable and its list, as they come from the cell's directive. */
  loop?: Readonly<Record<"variable" | "list", Piece>> & { keepsFailures: boolean }
  /** Names of others that may be `undefined` in the cell, under which made names stand for them, and the function for that. */
  missing?: { names: readonly string[]; alias: string; maker: string }
}

/** The frame around a task's code: readers of a `for=` task see arrays of what it defines. */
export function taskFrame({ results, loop, missing }: FrameParts): TaskFrame {
  const given = missing ? `const ${missing.alias} = ${missing.maker}({ ` : ""
  const taken = missing ? " } = " : ""
  let start = given
  const places = missing?.names.map((name) => {
    const outer = start.length
    start += `${name}, `
    return { name, outer, inner: 0 }
  })
  start += missing ? "});\n" : ""
  let end = "\n;return { "
  let head = `${start}const { `
  const links = results.map(({ name, isArray: holdsValues }) => {
    const isArray = holdsValues && loop !== undefined
    const lead = isArray ? `${name}: [` : ""
    const link = { name, outer: head.length, inner: end.length + lead.length }
    head += `${name}, `
    end += `${lead}${name}${isArray ? (loop?.keepsFailures ? ", undefined]" : "]") : ""}, `
    return link
  })
  head += "} = await (async () => { "
  const inner = places?.map(({ name, outer }, index) => {
    head += index === 0 ? "const { " : ""
    const found = { name, outer, inner: head.length }
    head += `${name}, `
    return found
  })
  head += missing ? `${taken}${missing.alias};` : ""
  return {
    results: links,
    missing: inner ?? [],
    before: loop
      ? [{ text: `${head}for await (const ` }, loop.variable, { text: " of (" }, loop.list, { text: "\n)) {\n" }]
      : [{ text: `${head}\n` }],
    after: { text: `${end}} ${loop ? "} throw 0 " : ""}})()` },
  }
}
