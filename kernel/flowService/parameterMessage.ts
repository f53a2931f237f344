import type { Parameter } from "../cell/parameters.ts"
import { jsonSafe } from "../runtime/display/jsonSafe.ts"
import type { ParameterMessage } from "./messages.ts"

/** A parameter as a front end shows it in a form. */
export function parameterMessage({ name, type, help, default: value }: Parameter): ParameterMessage {
  return {
    name,
    type: jsonSafe(type),
    ...(help !== undefined && { help }),
    ...(value !== undefined && { default: jsonSafe(value) }),
  }
}
