import { parseSync, type Program } from "oxc-parser"
import { bindingsOf, type Bindings } from "./bindings.ts"
import { changesWhatLasts } from "./changes.ts"
import { Inert } from "./inert.ts"
import { noEffects, outwardEffects, type Outward } from "./outward.ts"
import { onlyLooksAtContainers } from "./uses.ts"

/** What a module may keep from one attempt for the next. */
export interface ModuleState {
  /** Whether it is shown to keep nothing between calls: its top level only declares, and nothing changes what lasts. */
  holdsNone: boolean
  /** What it does to objects that stay when it is loaded again. */
  outward: Outward
}

/** Of what isn't JavaScript. */
export const unknownState: ModuleState = {
  holdsNone: false,
  outward: noEffects,
}

/**
 * Tells from a module's code whether it may keep something for later calls. It has to be shown that it doesn't: whatever
 * isn't understood counts as something kept, since loading a module again costs little, and an old value much.
 * @param code JavaScript, ES module or CommonJS
 */
export function stateOf(code: string): ModuleState {
  return examine(code, unknownState, (program) => {
    const bindings = bindingsOf(program)
    return { holdsNone: isShown(program, bindings), outward: outwardEffects(program, bindings) }
  })
}

/** Whether the code is shown to keep nothing between calls. */
export function holdsNoState(code: string): boolean {
  return examine(code, false, (program) => isShown(program, bindingsOf(program)))
}

/** @param otherwise what holds of code that can't be examined */
function examine<Finding>(code: string, otherwise: Finding, find: (program: Program) => Finding): Finding {
  try {
    const { program, errors } = parseSync("module.js", code, { lang: "jsx", sourceType: "unambiguous" })
    return errors.length > 0 ? otherwise : find(program)
  } catch (error) {
    // Nested too deeply, as generated code may be.
    if (error instanceof RangeError) return otherwise
    throw error
  }
}

function isShown(program: Program, bindings: Bindings): boolean {
  const inert = new Inert(bindings)
  return (
    program.body.every((statement) => inert.statement(statement)) &&
    !changesWhatLasts(program, bindings) &&
    onlyLooksAtContainers(program, bindings)
  )
}
