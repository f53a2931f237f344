/** A text as a list of its lines with their ends, as Jupyter's format writes it. */
export function lineList(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? []
}
