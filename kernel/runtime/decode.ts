import type { Artifact } from "../api/types.ts"
import {
  has,
  isBounded,
  isFiniteNumber,
  isFlag,
  isLevel,
  isListOf,
  isNumber,
  isObject,
  isRecord,
  isText,
  isWhole,
  oneOf,
  orNone,
  type Check,
  type FieldsOf,
  type FormsOf,
} from "./fields.ts"
import { isBundle, isErrorReport, isHash, isMetadata, isOutput, isTraceEntry, isValueReference } from "./forms.ts"
import type { Evaluate, FromProcess, Outcome } from "./messages.ts"

const kind = isText
const caption = orNone(isText)

const isOutcome = oneOf("kind", {
  completed: {
    kind,
    outputs: isListOf(isOutput),
    elements: orNone(isListOf(isValueReference)),
    labels: orNone(isListOf(isText)),
    condition: orNone(isFlag),
  },
  failed: { kind, error: isErrorReport, fatal: isFlag, retryAfter: orNone(isFiniteNumber) },
  damaged: { kind, input: isText, hash: isHash, error: isErrorReport },
  stale: { kind },
} satisfies FormsOf<Outcome, "kind">)

const isRows: Check = (value) => isListOf(Array.isArray)(value) && isBounded(value)

const isArtifact = oneOf("kind", {
  markdown: { kind, text: isText },
  table: { kind, caption, columns: isListOf(isText), rows: isRows },
  link: { kind, url: isText, text: isText },
  image: { kind, mimeType: isText, base64: isText, caption },
} satisfies FormsOf<Artifact, "kind">)

const [type, attempt] = [isText, isWhole]

const forms: FormsOf<FromProcess, "type"> = {
  logged: { type, attempt, time: isFiniteNumber, level: isLevel, text: isText },
  writing: { type, attempt, level: isLevel, text: isText },
  displayed: { type, attempt, data: isBundle, metadata: orNone(isMetadata), displayId: orNone(isText) },
  progressed: { type, attempt, done: isNumber, total: isNumber, label: orNone(isText) },
  waiting: { type, attempt, what: isText },
  ending: { type, attempt },
  artifactMade: { type, attempt, artifact: isArtifact },
  requested: {
    type,
    attempt,
    request: isWhole,
    notebook: isText,
    parameters: (value) => isRecord(value) && isBounded(value),
  },
  spent: { type, attempt },
  finished: {
    type,
    attempt,
    outcome: isOutcome,
    trace: isListOf(isTraceEntry),
    changed: isListOf(isText),
    doubts: orNone(isListOf(isText)),
    unseen: orNone(isListOf(isText)),
    duration: isFiniteNumber,
    isSpent: orNone(isFlag),
  },
}
const checks = new Map<unknown, Check>(
  Object.entries<FieldsOf<FromProcess>>(forms).map(([name, fields]) => [name, has(fields)]),
)

/**
 * Takes a message from a process for what it is, checked to its depth. User code shares that process, so a message that
 * isn't of the form is refused rather than trusted.
 * @throws {TypeError} naming what is wrong
 */
export function decodeFromProcess(message: unknown): FromProcess {
  const type = isObject(message) ? message["type"] : undefined
  const check = checks.get(type)
  if (!check) throw new TypeError("The task's process sent a message of an unknown form")
  if (!check(message)) throw new TypeError(`The task's process sent a '${String(type)}' that isn't of its form`)
  // Checked field by field above.
  return message as FromProcess
}

/**
 * Checks that what an evaluation gave is what it was asked for.
 * @throws {TypeError} naming what is wrong
 */
export function checkAnswer(
  outcome: Outcome,
  { outputs, purpose, hasLabels = false }: Pick<Evaluate, "outputs" | "purpose" | "hasLabels">,
): void {
  if (outcome.kind !== "completed") return
  const isRight =
    purpose === "elements"
      ? outcome.elements !== undefined && (!hasLabels || outcome.labels?.length === outcome.elements.length)
      : purpose === "condition"
        ? outcome.condition !== undefined
        : outcome.outputs.length === outputs.length &&
          outputs.every(({ name, required }, index) => {
            const given = outcome.outputs[index]
            return given?.name === name && ("value" in given || !required)
          })
  if (!isRight) throw new TypeError("The task's process sent a 'finished' with other results than it was asked for")
}
