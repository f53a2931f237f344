import type { FromLive } from "./messages.ts"
import { has, isFlag, isObject, isObjectOrNone, isText, isTextOrNone, isWhole, type Check } from "../fields.ts"

const kinds = (forms: Readonly<Record<string, Check>>): Check => {
  const known = new Map(Object.entries(forms))
  return (value) => isObject(value) && (known.get(String(value["kind"]))?.(value) ?? false)
}

const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

const isError = has({ name: isText, message: isText, traceback: isListOf(isText) })

const isOutput = kinds({
  stream: has({ stream: (value) => value === "stdout" || value === "stderr", text: isText }),
  display: has({ data: isObject, metadata: isObjectOrNone, displayId: isTextOrNone }),
  update: has({ data: isObject, metadata: isObjectOrNone, displayId: isText }),
  clear: has({ wait: isFlag }),
})

const isExpressionEnd = kinds({
  completed: has({ data: isObject, metadata: isObjectOrNone }),
  failed: has({ error: isError }),
})

const isEnd = kinds({
  completed: has({
    result: (value) => value === undefined || has({ data: isObject, metadata: isObjectOrNone })(value),
    expressions: (value) => isObject(value) && Object.values(value).every(isExpressionEnd),
    pages: isListOf(isObject),
  }),
  failed: has({ error: isError }),
})

const isAsk = kinds({
  subflow: has({ notebook: isText, parameters: isObject }),
  runFlow: has({ parameters: isObject, from: isTextOrNone }),
  flowGraph: has({}),
  input: has({ prompt: isText, isPassword: isFlag }),
})

/** What each type of message has. */
const forms = new Map<unknown, Check>(
  Object.entries<Check>({
    ready: has({ interruptsLoops: isFlag }),
    output: has({ cell: isWhole, mark: isWhole, outputs: isListOf(isOutput) }),
    asked: has({ cell: isWhole, mark: isWhole, request: isWhole, ask: isAsk, isSynchronous: isFlag }),
    finished: has({ cell: isWhole, mark: isWhole, end: isEnd }),
    answered: has({ request: isWhole }),
  } satisfies Record<FromLive["type"], Check>),
)

/**
 * Takes a message from a live process for what it is. User code shares that process, so a message that isn't of the form
 * is refused rather than trusted.
 * @throws {TypeError} naming what is wrong
 */
export function decodeFromLive(message: unknown): FromLive {
  const type = isObject(message) ? message["type"] : undefined
  const form = forms.get(type)
  if (!form) throw new TypeError("The session's process sent a message of an unknown form")
  if (!form(message)) throw new TypeError(`The session's process sent a '${String(type)}' that isn't of its form`)
  // Checked field by field above.
  return message as FromLive
}

/** What comes as the answer to a question, as far as it is of the form. */
export const answerForms = {
  names: isListOf(isText),
  look: (value: unknown): boolean =>
    value === undefined || has({ type: isText, text: isText, properties: isListOf(isText) })(value),
  store: isListOf(has({ name: isText })),
}
