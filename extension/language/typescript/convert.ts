import { Location, Position, Range, Uri, WorkspaceEdit } from "vscode"
import type { TargetEdit } from "../../../kernel/language/features/rename.ts"
import type { Target } from "../../../kernel/language/features/places.ts"
import type { TextPosition, TextRange } from "../../../kernel/language/positions.ts"
import type { OpenTypeScript } from "./openTypeScript.ts"

/** A position as the editor has it. */
export function toPosition({ line, character }: TextPosition): Position {
  return new Position(line, character)
}

/** A range as the editor has it. */
export function toRange({ start, end }: TextRange): Range {
  return new Range(toPosition(start), toPosition(end))
}

/** A place as the editor has it; undefined when its cell is gone. */
export function toLocation(typescript: OpenTypeScript, target: Target): Location | undefined {
  if (target.kind === "file") return new Location(Uri.parse(target.uri), toRange(target.range))
  const cell = typescript.cellsOf(target.notebook)[target.cell]
  return cell && new Location(cell.document.uri, toRange(target.range))
}

/** Changes as the editor makes them, in all cells and files at once. */
export function toWorkspaceEdit(typescript: OpenTypeScript, edits: readonly TargetEdit[]): WorkspaceEdit {
  const edit = new WorkspaceEdit()
  for (const { target, newText } of edits) {
    const location = toLocation(typescript, target)
    if (location) edit.replace(location.uri, location.range, newText)
  }
  return edit
}
