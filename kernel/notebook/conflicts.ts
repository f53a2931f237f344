import type { Notebook } from "./document.ts"

const marker = /^(?:<{7}|>{7})(?: |$)/
const fence = /^\s{0,3}(?:```|~~~)/

/**
 * The 1-based lines of a notebook's file with marks that a merge left, in cells of any kind. Markdown may show such marks
 * in a block of code; there, and in all else that is written as a comment, only those that stand at a line's beginning count.
 */
export function conflictLines(text: string, { cells }: Pick<Notebook, "cells">): readonly number[] {
  const inFile = text.split(/\r\n|\r|\n/).flatMap((line, index) => (marker.test(line) ? [index + 1] : []))
  const inMarkdown = cells.filter(({ kind }) => kind === "markdown").flatMap(markdownLines)
  return [...new Set([...inFile, ...inMarkdown])].toSorted((one, other) => one - other)
}

function markdownLines({ source, line }: Notebook["cells"][number]): readonly number[] {
  let isInFence = false
  return source.split("\n").flatMap((text, index) => {
    if (fence.test(text)) isInFence = !isInFence
    return !isInFence && marker.test(text) ? [line + index] : []
  })
}
