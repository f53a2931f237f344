/** A line of a comment, without the signs that make it one. */
export interface CommentLine {
  text: string
  /** Where the text begins in the source. */
  offset: number
}

/**
 * The comments before a cell's code, each as its lines; `//` lines that follow each other are one comment.
 * Blank lines and a `"use strict"` may be around them.
 */
export function leadingComments(source: string): readonly (readonly CommentLine[])[] {
  const comments: CommentLine[][] = []
  const next = /(\s*)(?:\/\/([^\r\n\u2028\u2029]*)|\/\*([^]*?)\*\/|(["'])use strict\4[ \t]*;?)/y
  let open: CommentLine[] | undefined
  for (let match = next.exec(source); match; match = next.exec(source)) {
    const [, space = "", line, block] = match
    const start = match.index + space.length + 2
    if (line !== undefined) {
      if (!open || isBlankLineIn(space)) comments.push((open = []))
      open.push({ text: line, offset: start })
    } else {
      open = undefined
      if (block !== undefined) comments.push(blockLines(block, start))
    }
  }
  return comments
}

function isBlankLineIn(space: string): boolean {
  return [...space.matchAll(/\r\n|\n|\r/g)].length > 1
}

function blockLines(block: string, start: number): CommentLine[] {
  return [...block.matchAll(/(^\*?|[ \t]*\*?)([^\r\n]*)(?:\r\n|\n|\r|$)/g)]
    .filter(([whole], index) => whole !== "" || index === 0)
    .map(({ 1: sign = "", 2: text = "", index }) => ({ text, offset: start + index + sign.length }))
}
