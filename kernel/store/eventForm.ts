import type { FlowEvent } from "../flow/events.ts"
import { isState } from "../flow/state.ts"
import {
  hasAtLeast,
  isCount,
  isLevel,
  isListOf,
  isNumber,
  isObject,
  isRecord,
  isText,
  orNone,
  type Check,
} from "../runtime/fields.ts"

const isStateName: Check = (value) => typeof value === "string" && isState(value)
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
const isImageType: Check = (value) => typeof value === "string" && /^image\/[\w.+-]+$/.test(value)

/** Whether a value is an error as the store keeps it. */
export const isErrorReport: Check = (value) => isReport(value, 0)
/** Deeper than any that tsnb has kept. */
const deepestError = 20
const hasErrorFacts = hasAtLeast({ name: isText, message: isText, stack: orNone(isText), fields: orNone(isRecord) })

function isReport(value: unknown, depth: number): boolean {
  if (!hasErrorFacts(value) || !isObject(value) || depth > deepestError) return false
  const isBehind: Check = (error) => isReport(error, depth + 1)
  return orNone(isBehind)(value["cause"]) && orNone(isListOf(isBehind))(value["errors"])
}
const isTaskRunName = hasAtLeast({ task: isText, element: orNone(isCount) })
const isOutline = hasAtLeast({
  name: isText,
  dependsOn: isListOf(isText),
  tags: isListOf(isText),
  line: isNumber,
  code: orNone(isText),
})
/** Whether a value is an artifact that can be shown: a notebook's code may have made it of anything. */
export const isArtifact: Check = either(
  hasAtLeast({ kind: (kind) => kind === "markdown", text: isText }),
  hasAtLeast({
    kind: (kind) => kind === "table",
    caption: orNone(isText),
    columns: isListOf(isText),
    rows: isListOf(Array.isArray),
  }),
  hasAtLeast({ kind: (kind) => kind === "link", url: isText, text: isText }),
  hasAtLeast({ kind: (kind) => kind === "image", mimeType: isImageType, base64: isText, caption: orNone(isText) }),
)

const taskEvent = { task: isText, element: orNone(isCount), elementLabel: orNone(isText), attempt: isCount }

/** What each type of event has, beside its run and its time. */
const forms = new Map<unknown, Check>(
  Object.entries<Check>({
    flowStarted: hasAtLeast({
      flow: isText,
      notebook: isText,
      parameters: isRecord,
      exactParameters: orNone((value) => isObject(value) && Object.values(value).every(isText)),
      tasks: isListOf(isOutline),
      forced: orNone(isListOf(isText)),
      parent: orNone(isText),
      parentTask: orNone(isText),
      rerunOf: orNone(isText),
    }),
    flowStateChanged: hasAtLeast({ state: isStateName, error: orNone(isErrorReport) }),
    elementsKnown: hasAtLeast({ task: isText, count: isCount }),
    taskStateChanged: hasAtLeast({
      ...taskEvent,
      state: isStateName,
      isAllowed: orNone((value) => value === true),
      reason: orNone(isText),
      error: orNone(isErrorReport),
      retryAt: orNone(isNumber),
      duration: orNone(isNumber),
      cachedFrom: orNone(isText),
      cachedAs: orNone(isTaskRunName),
      fingerprint: orNone(isText),
    }),
    logged: hasAtLeast({ ...taskEvent, level: isLevel, text: isText }),
    progressed: hasAtLeast({ ...taskEvent, done: isNumberOrNull, total: isNumberOrNull, label: orNone(isText) }),
    displayed: hasAtLeast({ ...taskEvent, data: isObject, metadata: orNone(isObject), displayId: orNone(isText) }),
    waiting: hasAtLeast({ ...taskEvent, what: isText }),
    artifactMade: hasAtLeast({ ...taskEvent, artifact: hasAtLeast({ kind: isText }) }),
  } satisfies Record<FlowEvent["type"], Check>),
)

/** JSON has no word for NaN and Infinity. */
function isNumberOrNull(value: unknown): boolean {
  return value === null || isNumber(value)
}

/** Whether a value is an event. A store may be damaged, or somebody else's work, so nothing is taken for granted. */
export function isFlowEvent(value: unknown): value is FlowEvent {
  return (
    isObject(value) && isText(value["run"]) && isNumber(value["time"]) && (forms.get(value["type"])?.(value) ?? false)
  )
}
