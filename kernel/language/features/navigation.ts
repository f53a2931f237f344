import { array, number, readRange, record } from "../answer.ts"
import type { FlowLanguage } from "../flowLanguage.ts"
import type { Asking, FlowView, OpenNotebook } from "../openNotebook.ts"
import type { TextPosition, TextRange } from "../positions.ts"
import {
  modulePosition,
  rangeOf,
  readLocations,
  targetOf,
  type CellPosition,
  type ServerLocation,
  type Target,
} from "./places.ts"

/** The ways from a name to what it stands for. */
export type Way = "definition" | "typeDefinition" | "implementation"

/** Where what stands at a place of a cell is defined, in one of the ways of seeing that. */
export async function definitionsOf(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  way: Way,
  place: CellPosition,
  asking: Asking = {},
): Promise<readonly Target[]> {
  const position = modulePosition(view, place)
  const answer = await notebook.ask(view, `textDocument/${way}`, { position }, asking)
  return distinct(readLocations(answer).flatMap((location) => targetOf(language, { notebook, view }, location) ?? []))
}

/** All places where the name at a place of a cell is used, the place itself among them. */
export async function referencesOf(
  language: FlowLanguage,
  notebook: OpenNotebook,
  view: FlowView,
  place: CellPosition,
  includeDeclaration: boolean,
  asking: Asking = {},
): Promise<readonly Target[]> {
  const ask = async (position: TextPosition): Promise<readonly ServerLocation[]> =>
    readLocations(
      await notebook.ask(view, "textDocument/references", { position, context: { includeDeclaration } }, asking),
    )
  const found = await throughLinks(notebook, view, modulePosition(view, place), ask, (locations) => locations)
  const inCells = found.flat().filter(({ uri, range }) => uri !== notebook.uri || !isLinked(view, range.start))
  return distinct(inCells.flatMap((location) => targetOf(language, { notebook, view }, location) ?? []))
}

/** Where else in its own cell the name at a place is read (2) or written (3); otherwise it is text (1). */
export async function highlightsOf(
  notebook: OpenNotebook,
  view: FlowView,
  place: CellPosition,
  asking: Asking = {},
): Promise<readonly { range: TextRange; kind: number }[]> {
  const position = modulePosition(view, place)
  const answer = array(await notebook.ask(view, "textDocument/documentHighlight", { position }, asking))
  return answer.flatMap((each) => {
    const highlight = record(each)
    const range = rangeOf(view, place.cell, readRange(highlight["range"]))
    return range ? [{ range, kind: number(highlight["kind"]) ?? 1 }] : []
  })
}

/**
 * Asks about a name, and where the answer comes to the made code of a task with `for=`, about the same name on the other
 * side of it.
 * @param locationsIn the places that an answer names
 */
export async function throughLinks<Answer>(
  notebook: OpenNotebook,
  view: FlowView,
  start: TextPosition,
  ask: (position: TextPosition) => Promise<Answer>,
  locationsIn: (answer: Answer) => readonly ServerLocation[],
): Promise<readonly Answer[]> {
  const answers = [await ask(start)]
  const followed = new Set<number>()
  // A list that grows while it is walked is walked to its new end.
  for (const answer of answers) {
    const own = locationsIn(answer).filter(({ uri }) => uri === notebook.uri)
    const offsets = new Set(own.map(({ range }) => view.module.offset(range.start)))
    for (const { outer, inner } of view.links) {
      const seen = [outer, inner].filter((offset) => offsets.has(offset))
      if (seen.length !== 1) continue
      const other = seen[0] === outer ? inner : outer
      if (followed.has(other)) continue
      followed.add(other).add(outer).add(inner)
      answers.push(await ask(view.module.positionAt(other)))
    }
  }
  return answers
}

function isLinked({ links, module }: FlowView, position: TextPosition): boolean {
  const offset = module.offset(position)
  return links.some(({ outer, inner }) => outer === offset || inner === offset)
}

function distinct(targets: readonly Target[]): readonly Target[] {
  const seen = new Map(targets.map((target) => [keyOf(target), target] as const))
  return [...seen.values()]
}

function keyOf(target: Target): string {
  const { range } = target
  const place = target.kind === "cell" ? [target.notebook.uri, target.cell] : [target.uri]
  return JSON.stringify([...place, range])
}
