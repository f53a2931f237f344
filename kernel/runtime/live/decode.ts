import type { CellEnd, CellError, CellOutput, ExpressionEnd } from "../cellOutput.ts"
import {
  has,
  isBounded,
  isFlag,
  isListOf,
  isObject,
  isRecord,
  isText,
  isWhole,
  oneOf,
  orNone,
  type Check,
  type FieldsOf,
  type FormsOf,
} from "../fields.ts"
import { isBundle, isMetadata, isOutput } from "../forms.ts"
import type { LiveValue } from "../liveValue.ts"
import type { Ask, FromLive, Question } from "./messages.ts"

const kind = isText
const shown = { data: isBundle, metadata: orNone(isMetadata) }

const isError = has({ name: isText, message: isText, traceback: isListOf(isText) } satisfies FieldsOf<CellError>)

const isCellOutput = oneOf("kind", {
  stream: { kind, stream: (value) => value === "stdout" || value === "stderr", text: isText },
  display: { kind, ...shown, displayId: orNone(isText) },
  update: { kind, ...shown, displayId: isText },
  clear: { kind, wait: isFlag },
} satisfies FormsOf<CellOutput, "kind">)

const isExpressionEnd = oneOf("kind", {
  completed: { kind, ...shown },
  failed: { kind, error: isError },
} satisfies FormsOf<ExpressionEnd, "kind">)

const isEnd = oneOf("kind", {
  completed: {
    kind,
    result: orNone(has(shown)),
    expressions: (value) => isRecord(value) && Object.values(value).every(isExpressionEnd),
    pages: isListOf(isBundle),
  },
  failed: { kind, error: isError },
} satisfies FormsOf<CellEnd, "kind">)

const parameters: Check = (value) => isRecord(value) && isBounded(value)

const isAsk = oneOf("kind", {
  subflow: { kind, notebook: isText, parameters },
  runFlow: { kind, parameters, only: orNone(isListOf(isText)), from: orNone(isText), fresh: orNone(isFlag) },
  flowGraph: { kind },
  input: { kind, prompt: isText, isPassword: isFlag },
} satisfies FormsOf<Ask, "kind">)

const [type, cell, mark] = [isText, isWhole, isWhole]

const forms: FormsOf<FromLive, "type"> = {
  ready: { type, interruptsLoops: isFlag },
  output: { type, cell, mark, outputs: isListOf(isCellOutput) },
  asked: { type, cell, mark, request: isWhole, ask: isAsk, isSynchronous: isFlag },
  finished: { type, cell, mark, end: isEnd },
  // What was asked for tells what the answer has to be.
  answered: { type, request: isWhole, answer: () => true },
}
const checks = new Map<unknown, Check>(
  Object.entries<FieldsOf<FromLive>>(forms).map(([name, fields]) => [name, has(fields)]),
)

/**
 * Takes a message from a live process for what it is. User code shares that process, so a message that isn't of the form
 * is refused rather than trusted.
 * @throws {TypeError} naming what is wrong
 */
export function decodeFromLive(message: unknown): FromLive {
  const type = isObject(message) ? message["type"] : undefined
  const check = checks.get(type)
  if (!check) throw new TypeError("The session's process sent a message of an unknown form")
  if (!check(message)) throw new TypeError(`The session's process sent a '${String(type)}' that isn't of its form`)
  // Checked field by field above.
  return message as FromLive
}

/** What the answer to each kind of question is. */
export const answerForms = {
  names: isListOf(isText),
  look: orNone(has({ type: isText, text: isText, properties: isListOf(isText) } satisfies FieldsOf<LiveValue>)),
  store: isListOf(isOutput),
} satisfies Record<Question["kind"], Check>
