import {
  has,
  isFlag,
  isLevel,
  isList,
  isNumber,
  isNumberOrNone,
  isObject,
  isObjectOrNone,
  isText,
  isTextOrNone,
  isWhole,
  type Check,
} from "./fields.ts"
import type { FromProcess, Outcome } from "./messages.ts"

const isError = has({ name: isText, message: isText, stack: isTextOrNone })

const outcomes = new Map<unknown, Check>(
  Object.entries<Check>({
    completed: has({ outputs: isList }),
    failed: has({ error: isError, fatal: isFlag, retryAfter: isNumberOrNone }),
    damaged: has({ input: isText, hash: isText, error: isError }),
    stale: has({}),
  } satisfies Record<Outcome["kind"], Check>),
)
const isOutcome: Check = (value) => isObject(value) && (outcomes.get(value["kind"])?.(value) ?? false)

const namesAttempt = has({ attempt: isWhole })

/** What each type of message has, beside the attempt. */
const forms = new Map<unknown, Check>(
  Object.entries<Check>({
    logged: has({ time: isNumber, level: isLevel, text: isText }),
    displayed: has({ data: isObject, metadata: isObjectOrNone, displayId: isTextOrNone }),
    progressed: has({ done: isNumber, total: isNumber, label: isTextOrNone }),
    artifactMade: has({ artifact: has({ kind: isText }) }),
    requested: has({ request: isWhole, notebook: isText, parameters: isObject }),
    finished: has({ outcome: isOutcome, trace: isList, changed: isList, duration: isNumber }),
  } satisfies Record<FromProcess["type"], Check>),
)

/**
 * Takes a message from a process for what it is. User code shares that process, so a message that isn't of the form is
 * refused rather than trusted.
 * @throws {TypeError} naming what is wrong
 */
export function decodeFromProcess(message: unknown): FromProcess {
  const type = isObject(message) ? message["type"] : undefined
  const form = forms.get(type)
  if (!form) throw new TypeError("The task's process sent a message of an unknown form")
  if (!namesAttempt(message)) throw new TypeError(`The task's process sent a '${String(type)}' that names no attempt`)
  if (!form(message)) throw new TypeError(`The task's process sent a '${String(type)}' that isn't of its form`)
  // Checked field by field above.
  return message as FromProcess
}
