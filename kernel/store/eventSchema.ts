import * as v from "valibot"
import type { FlowEvent } from "../flow/events.ts"
import { isState } from "../flow/state.ts"
import { isObject } from "../isObject.ts"
import { isRecord } from "../model/bounded.ts"
import type { ErrorReport } from "../model/errorReport.ts"
import { anyNumber, count, listOf, logLevel } from "../model/schema.ts"

// Objects may have more than is asked for: another version of tsnb may have written it.

const optionalText = v.optional(v.string())
const state = v.pipe(v.string(), v.check(isState))
const record = v.custom<object>(isRecord)
const object = v.custom<object>(isObject)
/** JSON has no word for NaN and Infinity. */
const numberOrNull = v.nullable(anyNumber)

/** Deeper than any that tsnb has kept. */
const maxErrorDepth = 20
const errorReport = errorReportTo(maxErrorDepth)

function errorReportTo(depth: number): v.GenericSchema {
  if (depth < 0) return v.never()
  const behind = errorReportTo(depth - 1)
  return v.looseObject({
    name: v.string(),
    message: v.string(),
    stack: optionalText,
    fields: v.optional(record),
    cause: v.optional(behind),
    errors: v.optional(listOf(behind)),
  })
}

/** Whether a value is an error as the store keeps it. */
export function isErrorReport(value: unknown): value is ErrorReport {
  return v.is(errorReport, value)
}

const artifact = v.variant("kind", [
  v.looseObject({ kind: v.literal("markdown"), text: v.string() }),
  v.looseObject({
    kind: v.literal("table"),
    caption: optionalText,
    columns: listOf(v.string()),
    rows: listOf(v.custom(Array.isArray)),
  }),
  v.looseObject({ kind: v.literal("link"), url: v.string(), text: v.string() }),
  v.looseObject({
    kind: v.literal("image"),
    mimeType: v.pipe(v.string(), v.regex(/^image\/[\w.+-]+$/)),
    base64: v.string(),
    caption: optionalText,
  }),
])

/** Whether a value is an artifact that can be shown: a notebook's code may have made it of anything. */
export function isArtifact(value: unknown): boolean {
  return v.is(artifact, value)
}

const taskRun = { task: v.string(), element: v.optional(count) }
const taskEvent = { ...taskRun, elementLabel: optionalText, attempt: count }

const outline = v.looseObject({
  name: v.string(),
  dependsOn: listOf(v.string()),
  tags: listOf(v.string()),
  line: anyNumber,
  code: optionalText,
})

/** What each type of event has, beside its run and its time. */
const schemas = new Map<unknown, v.GenericSchema>(
  Object.entries({
    flowStarted: v.looseObject({
      flow: v.string(),
      notebook: v.string(),
      parameters: record,
      exactParameters: v.optional(v.record(v.string(), v.string())),
      tasks: listOf(outline),
      forced: v.optional(listOf(v.string())),
      parent: optionalText,
      parentTask: optionalText,
      rerunOf: optionalText,
    }),
    flowStateChanged: v.looseObject({ state, error: v.optional(errorReport) }),
    elementsKnown: v.looseObject({ task: v.string(), count }),
    taskStateChanged: v.looseObject({
      ...taskEvent,
      state,
      isAllowed: v.optional(v.literal(true)),
      reason: optionalText,
      error: v.optional(errorReport),
      retryAt: v.optional(anyNumber),
      duration: v.optional(anyNumber),
      cachedFrom: optionalText,
      cachedAs: v.optional(v.looseObject(taskRun)),
      fingerprint: optionalText,
    }),
    logged: v.looseObject({ ...taskEvent, level: logLevel, text: v.string() }),
    progressed: v.looseObject({ ...taskEvent, done: numberOrNull, total: numberOrNull, label: optionalText }),
    displayed: v.looseObject({ ...taskEvent, data: object, metadata: v.optional(object), displayId: optionalText }),
    waiting: v.looseObject({ ...taskEvent, what: v.string() }),
    artifactMade: v.looseObject({ ...taskEvent, artifact: v.looseObject({ kind: v.string() }) }),
  } satisfies Record<FlowEvent["type"], v.GenericSchema>),
)

/** Whether a value is an event. A store may be damaged, or somebody else's work, so nothing is taken for granted. */
export function isFlowEvent(value: unknown): value is FlowEvent {
  if (!isObject(value) || typeof value["run"] !== "string" || typeof value["time"] !== "number") return false
  const schema = schemas.get(value["type"])
  return schema !== undefined && v.is(schema, value)
}
