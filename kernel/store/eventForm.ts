import type { FlowEvent } from "../flow/events.ts"
import { isState } from "../flow/state.ts"
import { has, isLevel, isNumber, isObject, isText, isWhole, orNone, type Check } from "../runtime/fields.ts"

const isTextList: Check = (value) => Array.isArray(value) && value.every(isText)
const isStateName: Check = (value) => typeof value === "string" && isState(value)
const isCount: Check = (value) => isWhole(value) && Number(value) >= 0
const isNone: Check = (value) => value === undefined
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
const isImageType: Check = (value) => typeof value === "string" && /^image\/[\w.+-]+$/.test(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

const isRecord: Check = (value) => isObject(value) && !Array.isArray(value)
/** Whether a value is an error as the store keeps it. */
export const isErrorReport: Check = has({ name: isText, message: isText, stack: orNone(isText) })
const isErrorOrNone = either(isNone, isErrorReport)
const isTaskRunName = has({ task: isText, element: either(isNone, isCount) })
const isOutline = has({ name: isText, dependsOn: isTextList, tags: isTextList, line: isNumber, code: orNone(isText) })
/** Whether a value is an artifact that can be shown: a notebook's code may have made it of anything. */
export const isArtifact: Check = either(
  has({ kind: (kind) => kind === "markdown", text: isText }),
  has({ kind: (kind) => kind === "table", caption: orNone(isText), columns: isTextList, rows: listOf(Array.isArray) }),
  has({ kind: (kind) => kind === "link", url: isText, text: isText }),
  has({ kind: (kind) => kind === "image", mimeType: isImageType, base64: isText, caption: orNone(isText) }),
)

const taskEvent = { task: isText, element: either(isNone, isCount), attempt: isCount }

/** What each type of event has, beside its run and its time. */
const forms = new Map<unknown, Check>(
  Object.entries<Check>({
    flowStarted: has({
      flow: isText,
      notebook: isText,
      parameters: isRecord,
      tasks: listOf(isOutline),
      parent: orNone(isText),
      parentTask: orNone(isText),
      rerunOf: orNone(isText),
    }),
    flowStateChanged: has({ state: isStateName, error: isErrorOrNone }),
    elementsKnown: has({ task: isText, count: isCount }),
    taskStateChanged: has({
      ...taskEvent,
      state: isStateName,
      reason: orNone(isText),
      error: isErrorOrNone,
      retryAt: orNone(isNumber),
      duration: orNone(isNumber),
      cachedFrom: orNone(isText),
      cachedAs: either(isNone, isTaskRunName),
    }),
    logged: has({ ...taskEvent, level: isLevel, text: isText }),
    progressed: has({ ...taskEvent, done: isNumberOrNull, total: isNumberOrNull, label: orNone(isText) }),
    displayed: has({ ...taskEvent, data: isObject, metadata: orNone(isObject), displayId: orNone(isText) }),
    artifactMade: has({ ...taskEvent, artifact: has({ kind: isText }) }),
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
