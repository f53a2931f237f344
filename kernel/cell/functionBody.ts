import type { Program } from "oxc-parser"
import { hasRuntimeMeaning } from "./statementKind.ts"

/**
 * Whether a cell's code, types aside, is the body of a function as it stands: it imports and exports nothing, doesn't speak
 * of its module, and has no last expression whose value is its output.
 */
export function isFunctionBody(source: string, { body }: Program): boolean {
  return !/^#!|\b(?:import|export)\b/.test(source) && body.findLast(hasRuntimeMeaning)?.type !== "ExpressionStatement"
}
