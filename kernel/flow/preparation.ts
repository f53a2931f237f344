import type { Loop } from "../cell/directive/index.ts"
import type { ValueReference } from "../model/valueReference.ts"
import type { TraceEntry } from "../model/traceEntry.ts"
import { listedResult } from "./chain.ts"
import { askedBefore, cellFailure, rememberTrace, type FlowContext } from "./context.ts"
import { tasksBehindCells } from "./dependencies.ts"
import { classesOf, evaluationOf, expressionPart, restoredIn, valueIn } from "./evaluation.ts"
import { keyInCell, kindOfName, type GraphCell, type TaskNode } from "./graph.ts"
import type { AttemptEnd } from "./ports.ts"
import { inOrder } from "./order.ts"
import { forgetDamaged } from "./damage.ts"
import { recordMessage } from "./plainCells.ts"
import { placeInFile, placesIn } from "../cell/place.ts"
import { readsOfExpression, readsOfLabel } from "../cell/expressions.ts"
import { isolationFor } from "./setup/setup.ts"
import { adviceDuringRun } from "./setup/setupProblems.ts"
import { workerPassage, type PassageRule } from "./passage.ts"
import { sliceFor, type Slice } from "./slice.ts"

/**
 * Works out what a piece of code needs in a worker, and evaluates the plain cells whose values that takes.
 * @param cell that of the code
 * @throws {CellFailure} when one of these cells fails
 */
export async function prepareSlice(context: FlowContext, cell: GraphCell, reads: Iterable<string>): Promise<Slice> {
  const { plan, values, unstorable } = context
  const names = new Set(reads)
  const isAbsent = absenceIn(context)
  for (;;) {
    const passage = workerPassage(plan.graph, unstorable)
    // What a plain cell would have made of a result that isn't there isn't there either.
    const ofAbsent: PassageRule = (name, definer) => (isAbsent(name) ? "value" : passage(name, definer))
    const slice = withAbsent(
      sliceFor(plan.graph, names, context.absent.size > 0 ? ofAbsent : passage, cell, context.early),
      isAbsent,
    )
    const missing = takenValues(slice).filter(
      (name) => !values.has(name) && !slice.absent?.has(name) && !unstorable.has(name),
    )
    const known = names.size
    if (missing.length === 0) {
      const earlyBefore = context.early.size
      await provideChanges(context, slice)
      if (context.early.size > earlyBefore) continue
      const lateSlice = withLate(context, slice)
      for (const name of classesOf(plan.graph, knownValues(context, lateSlice))) names.add(name)
      if (names.size === known) {
        warnOfChance(context, lateSlice)
        return lateSlice
      }
      continue
    }
    await provide(context, missing)
    // A cell that didn't come to define it (an early return isn't possible, but a declaration without value is).
    for (const name of missing) if (!values.has(name)) unstorable.add(name)
  }
}

/**
 * Runs the set-up that changes what is outside of processes, such as files: once in a run, before the first task that comes
 * after it. A person who runs cells by hand has run it or not, as they chose.
 * @returns what it depended on and left
 * @throws {CellFailure} when it fails
 */
export async function runOutsideSetup(context: FlowContext, slice: Slice): Promise<readonly TraceEntry[]> {
  if (context.isPreview) return []
  warnOfSetup(context, slice)
  if (context.ports.live) return []
  const trace: TraceEntry[] = []
  for (const { cell, isOutside } of slice.setup) if (isOutside) trace.push(...(await context.plainCells.traceOf(cell)))
  return trace.filter(isInputOfSetup)
}

/**
 * Whether a task depends on it, too. What set-up made is there for the tasks that look at it, which have that in their own
 * traces; and the modules of its cell are those of others as well.
 */
function isInputOfSetup(entry: TraceEntry): boolean {
  return entry.kind === "variable" || (entry.kind === "file" && !/\.[cm]?[jt]sx?$/.test(entry.path))
}

/** Says of values that tasks make for themselves, since they can't be stored, that each has another. */
function warnOfChance({ recorder, remadeByChance, isPreview }: FlowContext, { remade }: Slice): void {
  if (isPreview || remadeByChance.size === 0) return
  for (const { cell, defines } of remade) {
    for (const name of defines) {
      if (!remadeByChance.delete(name)) continue
      const text = `Each task makes its own '${name}', because it is or holds a function or an instance of a class, and they differ: random numbers or the clock go into it. Put those into a constant of their own, such as \`const seed = Math.random()\``
      recorder.add({ type: "logged", task: cell.label, attempt: 0, level: "warn", text })
    }
  }
}

/** Names once in a run each statement of its set-up that better were a task, or differs from task to task. */
function warnOfSetup({ recorder, toldSetup, plan }: FlowContext, { setup }: Slice): void {
  for (const one of setup) {
    const advice = toldSetup.has(one.statement) ? undefined : adviceDuringRun(plan.graph, one)
    toldSetup.add(one.statement)
    if (advice === undefined) continue
    const { line } = placeInFile(one.cell, placesIn(one.cell.source)(one.statement.start))
    recorder.add({ type: "logged", task: one.cell.label, attempt: 0, level: "warn", text: `Line ${line}: ${advice}` })
  }
}

/** Brings about the values of names that plain cells define. */
async function provide({ plan, ports, values, plainCells }: FlowContext, names: readonly string[]): Promise<void> {
  if (ports.live) {
    for (const output of await ports.live.store(names)) if ("value" in output) values.set(output.name, output.value)
    return
  }
  const cells = new Set(names.flatMap((name) => plan.graph.definers.get(name) ?? []))
  // What one keeps in a module is there for the next.
  for (const cell of inOrder(cells, plan.graph.order)) await plainCells.ensure(cell)
}

/** Has the plain cells evaluated that change values before these are taken. */
async function provideChanges({ plainCells }: FlowContext, { until, restored, absent }: Slice): Promise<void> {
  for (const [name, end] of [...until, ...restored]) if (!absent?.has(name)) await plainCells.ensureChanges(name, end)
}

/** The same with values as other plain cells have changed them. */
function withLate(context: FlowContext, slice: Slice): Slice {
  if (slice.until.size + slice.restored.size === 0) return slice
  const late = versionsBefore(context, slice.until)
  const putBack = versionsBefore(context, slice.restored)
  return { ...slice, ...(late.size > 0 && { late }), ...(putBack.size > 0 && { putBack }) }
}

/** The values that plain cells gave names of others before these positions. */
function versionsBefore(
  { versions }: FlowContext,
  ends: ReadonlyMap<string, number>,
): ReadonlyMap<string, ValueReference> {
  const found = new Map<string, ValueReference>()
  for (const [name, end] of ends) {
    const positions = [...(versions.get(name)?.keys() ?? [])].filter((position) => position < end)
    const value = versions.get(name)?.get(Math.max(...positions))
    if (value) found.set(name, value)
  }
  return found
}

/** Whether there is no value of a name, since a task that it comes from gave nothing. */
function absenceIn({ plan: { graph }, absent }: FlowContext): (name: string) => boolean {
  if (absent.size === 0) return () => false
  const known = new Map<string, boolean>()
  const isAbsent = (name: string): boolean => {
    const answer = known.get(name)
    if (answer !== undefined) return answer
    // Until it is known: a name that reads itself isn't absent for that.
    known.set(name, false)
    const found = findAbsence(name)
    known.set(name, found)
    return found
  }
  const findAbsence = (name: string): boolean => {
    const definer = graph.definers.get(name)
    const kind = definer && kindOfName(definer, name)
    if (!definer || kind === "import" || kind === "declaration") return false
    if (definer.kind === "task") return absent.has(definer.label)
    if (kind === "computed") return !(tasksBehindCells(graph).get(definer)?.isDisjointFrom(absent) ?? true)
    const statements = definer.analysis.index.defining.get(name) ?? []
    return statements.some(({ reads }) => reads.some(isAbsent))
  }
  return isAbsent
}

function withAbsent(slice: Slice, isAbsent: (name: string) => boolean): Slice {
  const absent = [...slice.results, ...slice.values].filter(isAbsent)
  return absent.length === 0 ? slice : { ...slice, absent: new Set(absent) }
}

/** The names whose values are taken where plain cells are evaluated. */
function takenValues({ results, values, restored }: Slice): readonly string[] {
  if (values.length + restored.size === 0) return []
  return [...new Set([...values, ...restored.keys()]).difference(new Set(results))]
}

function knownValues({ values }: FlowContext, slice: Slice): readonly (ValueReference | readonly ValueReference[])[] {
  return [...slice.results, ...takenValues(slice)].flatMap((name) => {
    return [valueIn(slice, name, values), restoredIn(slice, name, values)].filter((value) => value !== undefined)
  })
}

/** The elements of a `for=` task's list, with what people call them, by `label=`. */
export interface KnownElements {
  elements: readonly ValueReference[]
  labels?: readonly string[]
}

/** The elements of a `for=` task's list, each stored. */
export async function elementsOf(
  context: FlowContext,
  task: TaskNode,
  { variable, list }: Loop,
): Promise<KnownElements> {
  const { label } = task.options
  const known = label === undefined ? elementsAtHand(context, task, list) : undefined
  if (known) return { elements: known }
  const made = label === undefined ? undefined : { variable, label }
  const { elements = [], labels } = await evaluateExpression(context, task, list, "elements", made)
  return { elements, ...(labels && { labels }) }
}

/** The elements of a list that is another loop's result: they are stored one by one already, and no process has to load them. */
function elementsAtHand(
  { plan, values, absent }: FlowContext,
  { cell }: TaskNode,
  list: string,
): readonly ValueReference[] | undefined {
  const listed = listedResult(plan.graph, cell, list)
  if (!listed || absent.has(listed.task.name)) return undefined
  const value = values.get(listed.name)
  return value === undefined || "hash" in value ? undefined : value
}

/** Whether a `when=` holds. */
export async function holds(context: FlowContext, task: TaskNode, condition: string): Promise<boolean> {
  const outcome = await evaluateExpression(context, task, condition, "condition")
  return outcome.condition === true
}

async function evaluateExpression(
  context: FlowContext,
  task: TaskNode,
  expression: string,
  purpose: "elements" | "condition",
  made?: { variable: string; label: string },
): Promise<{ elements?: readonly ValueReference[]; labels?: readonly string[]; condition?: boolean }> {
  const { plan, ports, slots } = context
  const signal = context.signals.of({ task: task.name })
  const names = [...readsOfExpression(expression), ...(made ? readsOfLabel(made) : [])].map((name) =>
    keyInCell(task.cell, name),
  )
  const slice = await prepareSlice(context, task.cell, names)
  await runOutsideSetup(context, slice)
  signal.throwIfAborted()
  const part = expressionPart(plan.graph, task.cell, expression, names, purpose, made)
  const release = await slots.take([], signal)
  try {
    const run = (): Promise<AttemptEnd> =>
      ports.workers.run({
        evaluation: evaluationOf(plan.graph, part, slice, context.values),
        signal,
        isolation: isolationFor(slice.setup),
        onMessage: (message) => recordMessage(context, { task: task.name }, message),
        onSubflow: (notebook, parameters, ended) =>
          ports.subflow({
            notebook,
            parameters,
            parent: plan.run,
            parentTask: task.name,
            ...askedBefore(plan, task.name),
            signal: ended,
          }),
      })
    let end = await run()
    // As plain cells are: whoever killed the process meant something else by it than the task's failure.
    if (end.outcome.kind === "crashed" && end.outcome.isKilled === true) end = await run()
    await forgetDamaged(context, end)
    const { outcome } = end
    if (outcome.kind === "cancelled") throw signal.reason
    rememberTrace(context, end)
    if (outcome.kind !== "completed") {
      // One whose process died may be tried again.
      if (outcome.kind !== "crashed") context.heedFailure(task)
      throw cellFailure(outcome)
    }
    return outcome
  } finally {
    release()
  }
}
