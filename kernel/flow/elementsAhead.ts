import { CellFailure, type FlowContext } from "./context.ts"
import type { ListedResult } from "./chain.ts"
import { tasksBehind } from "./dependencies.ts"
import { SingleRequests } from "./elementRequests.ts"
import type { ElementSlices } from "./elementSlices.ts"
import { classesOf } from "./evaluation.ts"
import { taskRunLabel } from "./events.ts"
import type { TaskNode } from "./graph.ts"
import { workerPassage } from "./passage.ts"
import { sliceFor } from "./slice.ts"
import { isSuccess, type State } from "./state.ts"
import type { ElementRequest } from "./taskLookup.ts"
import type { TaskRunEnd } from "./taskRun.ts"
import type { ValueReference } from "../model/valueReference.ts"
import { undefinedValue } from "../runtime/value/undefinedValue.ts"

/** What the flow run does for elements that run ahead. */
export interface AheadPorts {
  /** Waits for all that the task needs beside the loop that it goes on from. @returns undefined when it can't begin early */
  prepare(): Promise<ElementSlices | undefined>
  /** Runs one element, of so many. */
  run(request: ElementRequest, count: number): Promise<TaskRunEnd>
}

/**
 * Runs the elements of a loop ahead of it: each once the loop that gives it (see `chainedTo`) is done with it, while that one
 * still works on others. The loop itself starts when all that it waits for has ended, as any task does; it takes these runs for
 * its own where its list turns out to have these elements.
 */
export class ElementsAhead {
  readonly #context: FlowContext
  readonly #task: TaskNode
  readonly #source: ListedResult
  readonly #ports: AheadPorts
  readonly #runs = new Map<number, Promise<AheadRun | undefined>>()
  /** Whether all is there for the instances of some classes, by their names. */
  readonly #there = new Map<string, boolean>()
  /** Those that go on. */
  readonly #going = new Set<Promise<TaskRunEnd>>()
  #slices: Promise<ElementSlices | undefined> | undefined
  #requests: SingleRequests | undefined
  #count = 0
  /** No further elements are to begin. */
  #isOver = false

  constructor(context: FlowContext, task: TaskNode, source: ListedResult, ports: AheadPorts) {
    this.#context = context
    this.#task = task
    this.#source = source
    this.#ports = ports
  }

  /** Told how a run of one of the other loop's elements ended, of so many. */
  offer(index: number, end: TaskRunEnd, count: number): void {
    const value = this.#valueOf(end)
    // This task will be skipped.
    if (!value) this.#isOver = true
    if (!value || this.#runs.has(index)) return
    this.#count = count
    const run = this.#begin(index, value)
    // Its error is for whoever takes it, which may be later, or nobody.
    run.catch(() => undefined)
    this.#runs.set(index, run)
  }

  /** What the elements that ran ahead were prepared with; undefined when none were. */
  prepared(): Promise<ElementSlices | undefined> {
    return this.#slices ?? Promise.resolve(undefined)
  }

  /** The end of the run of an element, if it ran ahead. */
  async take({ element: { index, value } }: ElementRequest): Promise<TaskRunEnd | undefined> {
    const run = await this.#runs.get(index)
    return run?.hash === value.hash ? run.end : undefined
  }

  /** Ends it, for a task that won't run itself, once the elements that have begun are done. */
  async stop(): Promise<void> {
    this.#isOver = true
    await Promise.allSettled(this.#going)
  }

  /** Tells what becomes of the other elements, if any have begun. */
  tellOthers(state: State, reason: string): void {
    const { recorder } = this.#context
    const { name: task } = this.#task
    if (!recorder.view.taskRuns.get(task)?.elements) return
    for (let element = 0; element < this.#count; element++) {
      if (recorder.view.taskRuns.has(taskRunLabel({ task, element }))) continue
      recorder.add({ type: "taskStateChanged", task, element, attempt: 0, state, reason })
    }
  }

  async #begin(index: number, value: ValueReference): Promise<AheadRun | undefined> {
    this.#slices ??= this.#ports.prepare()
    const slices = await this.#slices
    if (!slices || this.#isOver || !this.#hasAll(value)) return undefined
    this.#requests ??= new SingleRequests(this.#context, this.#task, slices)
    const request = await this.#requestFor(this.#requests, index, value)
    if (!request || this.#isOver) return undefined
    const end = this.#ports.run(request, this.#count)
    this.#going.add(end)
    try {
      return { hash: value.hash, end: await end }
    } finally {
      this.#going.delete(end)
    }
  }

  /** What fails that an element needs is the whole task's failure, once it runs. */
  async #requestFor(
    requests: SingleRequests,
    index: number,
    value: ValueReference,
  ): Promise<ElementRequest | undefined> {
    try {
      return await requests.of(index, value)
    } catch (error) {
      if (error instanceof CellFailure) return undefined
      throw error
    }
  }

  /** What an element is for readers of the other loop; undefined when they get none of its elements. */
  #valueOf({ state, outputs }: TaskRunEnd): ValueReference | undefined {
    const { task, name } = this.#source
    if (isSuccess(state)) return outputs?.get(name)
    return task.options.failures === "keep" ? undefinedValue : undefined
  }

  /** Whether the classes of which an element holds instances need no task that may still run. */
  #hasAll(value: ValueReference): boolean {
    const classes = classesOf(this.#context.plan.graph, [value])
    if (classes.length === 0) return true
    const key = classes.toSorted().join()
    const isThere = this.#there.get(key) ?? this.#needsNoMore(classes)
    this.#there.set(key, isThere)
    return isThere
  }

  #needsNoMore(classes: readonly string[]): boolean {
    const { graph, dependencies } = this.#context.plan
    const { name, cell } = this.#task
    const slice = sliceFor(graph, [...cell.analysis.codeReads, ...classes], workerPassage(graph), cell)
    const others = new Set(dependencies.get(name))
    others.delete(this.#source.task.name)
    return tasksBehind(graph, slice).isSubsetOf(others)
  }
}

/** A run that has ended. */
interface AheadRun {
  /** Of the element. */
  hash: string
  end: TaskRunEnd
}
