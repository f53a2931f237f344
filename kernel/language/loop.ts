import type { Loop } from "./cellOutline.ts"
import type { Piece } from "./notebookModule.ts"

/** Declares the variable of a task's `for=`, for the code that follows. */
export function loopVariable({ variable, list }: Loop): string {
  // The list ends with its line, since a comment may be in it.
  return `const ${variable} = await (async () => { for await (const each of (${list}\n)) return each; throw 0 })()\n`
}

/** What stands around the code of a task with `for=`, so that its readers see arrays of what it defines. */
export interface LoopFrame {
  /** Ends with the loop's variable and list. */
  before: readonly Piece[]
  after: Piece
  /** Where each name stands: an offset in the first piece before, and one in the piece after the code. */
  names: readonly { name: string; outer: number; inner: number }[]
}

/**
 * @param variable the loop's variable and its list, as they come from the cell's directive
 * @param isLeftOut whether a name is defined elsewhere
 */
export function loopFrame(
  loop: Loop,
  { variable, list }: Readonly<Record<"variable" | "list", Piece>>,
  isLeftOut: (name: string) => boolean = () => false,
): LoopFrame {
  let outer = "const { "
  let inner = "\n;return { "
  const names: { name: string; outer: number; inner: number }[] = []
  for (const { name, isArray } of loop.results) {
    if (isLeftOut(name)) continue
    const lead = isArray ? `${name}: [` : ""
    names.push({ name, outer: outer.length, inner: inner.length + lead.length })
    outer += `${name}, `
    inner += `${lead}${name}${isArray ? "]" : ""}, `
  }
  return {
    names,
    before: [
      { text: `${outer}} = await (async () => { for await (const ` },
      variable,
      { text: " of (" },
      list,
      { text: "\n)) {\n" },
    ],
    after: { text: `${inner}} } throw 0 })()` },
  }
}
