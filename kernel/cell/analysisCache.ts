import { analyseCell, type CellAnalysis } from "./analyse.ts"

/** Characters of source after which a generation is full; a notebook of 5 MB has to fit. */
const generationSize = 16_000_000
/** What a cell's analysis takes up beside its source, counted in characters. */
const cellSize = 500

/** Two generations: what wasn't asked for while a whole one was filled is dropped. */
let recent = new Map<string, CellAnalysis>()
let older = recent
let size = 0

/**
 * A cell's meaning, worked out once for each text: a graph is built again on every keystroke and for every run, and
 * then one cell of it is new.
 */
export function analysisOf(source: string): CellAnalysis {
  const known = recent.get(source)
  if (known) return known
  const analysis = older.get(source) ?? analyseCell(source)
  size += source.length + cellSize
  if (size > generationSize) {
    older = recent
    recent = new Map()
    size = source.length + cellSize
  }
  recent.set(source, analysis)
  return analysis
}
