import type { MagicString } from "magic-string"
import { Visitor, type Node, type Program } from "oxc-parser"

/**
 * Has compiled code say at each `await` of the cell itself that it begins to wait there, so that one that never settles can
 * be named. Those within functions are named by the one that waits for the function, as Node does.
 */
export function markAwaits(program: Program, output: MagicString, context: string): void {
  let depth = 0
  const enter = (): void => {
    depth++
  }
  const leave = (): void => {
    depth--
  }
  // The value comes first: another `await` may be within it.
  const mark = (offset: number, value: Node): void => {
    if (depth > 0) return
    output.appendLeft(value.start, `${context}.waits(${offset}, (`).appendLeft(value.end, "))")
  }
  new Visitor({
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": leave,
    AwaitExpression: ({ start, argument }) => mark(start, argument),
    ForOfStatement: ({ await: isAwaited, start, right }) => {
      if (isAwaited) mark(start, right)
    },
  }).visit(program)
}
