import { setTimeout as wait } from "node:timers/promises"
import type { State } from "../../kernel/flow/state.ts"
import type { FlowEvent } from "../../kernel/flow/events.ts"
import { processesIn, runsCells } from "../support/processes.ts"
import { inspectStore, type History } from "./inspection.ts"
import { Random } from "./random.ts"
import { findOldNode, startCommand, startInKernel, startLauncher, type Program, type StartedRun } from "./runs.ts"
import { Scenario } from "./scenario.ts"
import { RunWatch } from "./watch.ts"

/** What is killed. The first three end the run, the others only a part of it. */
export type Victim = "command" | "launcher" | "kernel" | "worker" | "plainCells" | "everything"

export interface StormOptions {
  /** How many processes to kill. */
  kills: number
  seed: number
  program: Program
  /** Leaves out what takes long to start. */
  victims?: readonly Victim[]
  /** Told of each round. */
  say?(line: string): void
}

/** What came of it. */
export interface StormReport {
  kills: Partial<Record<Victim, number>>
  runs: number
  /** How many notebooks were brought to their end. */
  scenarios: number
  problems: readonly string[]
}

const allVictims: readonly Victim[] = [
  "command",
  "command",
  "launcher",
  "kernel",
  "worker",
  "worker",
  "plainCells",
  "everything",
]

/** How many runs a notebook may take: each loses what was under way, and keeps what had finished. */
const maxRounds = 60
/** After how many of a run's events a kill comes at the latest. */
const maxEvents = 45
/** How long processes may take to end after whom they belong to, in milliseconds. */
const timeout = 60_000

/** Kills processes at random until enough have died, and looks each time whether anything was lost, done twice or told wrongly. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const state = new Storm(options)
  while (state.killed < options.kills && state.problems.length === 0) await state.bringToEnd()
  return { kills: state.kills, runs: state.runs, scenarios: state.scenarios, problems: state.problems }
}

class Storm {
  readonly kills: Partial<Record<Victim, number>> = {}
  readonly problems: string[] = []
  runs = 0
  scenarios = 0
  readonly #options: StormOptions
  readonly #random: Random
  readonly #oldNode = findOldNode()

  constructor(options: StormOptions) {
    this.#options = options
    this.#random = new Random(options.seed)
  }

  get killed(): number {
    return Object.values(this.kills).reduce((sum, count) => sum + count, 0)
  }

  /** Runs one notebook, under fire, until all of it has finished, and once more in peace. */
  async bringToEnd(): Promise<void> {
    using scenario = new Scenario()
    let history: History = { runs: [], finished: new Set(), failedHooks: new Set(), problems: [] }
    for (let round = 0; round < maxRounds && this.killed < this.#options.kills; round++) {
      const before = scenario.attempts()
      const previous = history
      const { state, said } = await this.#underFire(scenario)
      history = this.#look(scenario, previous, before)
      if (this.problems.length > 0) return
      if (state === "completed") {
        this.#expectTotal(scenario, said)
        break
      }
    }
    await this.#inPeace(scenario, history)
    this.scenarios++
  }

  async #underFire(scenario: Scenario): Promise<{ state: State | undefined; said: readonly string[] }> {
    const victim = this.#random.pick(this.#options.victims ?? allVictims)
    const isWholeRun = victim === "command" || victim === "launcher" || victim === "kernel" || victim === "everything"
    const shots = isWholeRun ? 1 : 1 + this.#random.below(4)
    const shotsAfter = Array.from({ length: shots }, () => this.#random.below(maxEvents)).toSorted(
      (left, right) => left - right,
    )
    const pauses = shotsAfter.map(() => this.#random.below(30))
    const watch = new RunWatch()
    const run = await this.#start(victim, scenario, (event) => watch.hear(event))
    const end = run.ended.finally(() => watch.end())
    let wasEnded = false
    for (const [index, after] of shotsAfter.entries()) {
      while (watch.events < after && !watch.hasEnded) await watch.next()
      await wait(pauses[index])
      if (!(await this.#hit(victim, run, scenario, watch))) break
      this.kills[victim] = (this.kills[victim] ?? 0) + 1
      wasEnded = isWholeRun
    }
    const { code, errors } = await end
    const { state, said } = watch
    await this.#allEnded(scenario)
    this.runs++
    this.#options.say?.(
      `${this.killed}: ${victim} after ${shotsAfter.join(", ")} events; ${wasEnded ? "killed" : `ended as ${state}`}`,
    )
    if (!wasEnded && victim !== "kernel" && (code !== 0 || state !== "completed"))
      this.#complain(`a run whose command lived ended as ${state} with code ${code}: ${errors} ${said.join("; ")}`)
    return { state: wasEnded ? undefined : state, said }
  }

  async #start(victim: Victim, scenario: Scenario, hear: (event: FlowEvent) => void): Promise<StartedRun> {
    const { program } = this.#options
    if (victim === "kernel") return startInKernel(scenario, program, hear)
    if (victim === "launcher" && this.#oldNode !== undefined) return startLauncher(scenario, this.#oldNode, hear)
    return startCommand(scenario, program, hear)
  }

  /** Kills as soon as there is somebody to hit. @returns false when the run ends first */
  async #hit(victim: Victim, run: StartedRun, scenario: Scenario, watch: RunWatch): Promise<boolean> {
    while (!watch.hasEnded) {
      if (this.#shoot(victim, run, scenario, watch.plainCells)) return true
      await watch.next()
    }
    return false
  }

  /** @returns false when there is nobody to hit */
  #shoot(victim: Victim, run: StartedRun, { folder }: Scenario, plainCells: number): boolean {
    if (victim === "command" || victim === "launcher" || victim === "kernel") {
      run.kill()
      return true
    }
    if (victim === "everything") {
      for (const id of processesIn(folder)) kill(id)
      run.kill()
      return true
    }
    const runtimes = processesIn(folder).filter(runsCells)
    if (victim === "plainCells") return runtimes.includes(plainCells) && kill(plainCells)
    const workers = runtimes.filter((id) => id !== plainCells)
    return workers.length > 0 && kill(this.#random.pick(workers))
  }

  async #allEnded({ folder }: Scenario): Promise<void> {
    const giveUpAt = performance.now() + timeout
    while (processesIn(folder).length > 0) {
      if (performance.now() > giveUpAt) return this.#complain(`processes are left: ${processesIn(folder).join(", ")}`)
      await wait(10)
    }
    // A process that is about to be gone has no folder any more, and is there all the same.
    while (inspectStore(folder).runs.some(({ state }) => state === "running") && performance.now() < giveUpAt)
      await wait(10)
  }

  #look(scenario: Scenario, previous: History, before: ReadonlyMap<string, number>): History {
    const history = inspectStore(scenario.folder)
    for (const problem of history.problems) this.#complain(problem)
    for (const label of previous.finished) {
      if (!history.finished.has(label)) this.#complain(`${label} had finished, and is lost`)
      const [once, now] = [before.get(label) ?? 0, scenario.attempts().get(label) ?? 0]
      if (now > once) this.#complain(`${label} had finished, and an attempt of it began`)
      const isList = [...history.finished].some((other) => other.startsWith(`${label}[`))
      if (once === 0 && !isList) this.#complain(`${label} is finished, and never began`)
    }
    const hooks = scenario.hookRuns()
    for (const { run, state } of history.runs)
      if (state !== "crashed" && !hooks.has(run) && !history.failedHooks.has(run))
        this.#complain(`no hook ran after run ${run}, which is ${state}`)
    return history
  }

  /** A last run, in which all that has finished comes from the cache. */
  async #inPeace(scenario: Scenario, previous: History): Promise<void> {
    const before = scenario.attempts()
    const said: string[] = []
    const { code, errors } = await startCommand(scenario, this.#options.program, (event) => {
      if (event.type === "logged") said.push(event.text)
    }).ended
    await this.#allEnded(scenario)
    this.runs++
    if (code !== 0) this.#complain(`the last run ended with code ${code}: ${errors}`)
    this.#look(scenario, previous, before)
    this.#expectTotal(scenario, said)
  }

  #expectTotal({ expected }: Scenario, said: readonly string[]): void {
    if (!said.includes(expected)) this.#complain(`'${expected}' was to be said, and this was: ${said.join("; ")}`)
  }

  #complain(problem: string): void {
    this.problems.push(`seed ${this.#options.seed}, kill ${this.killed}: ${problem}`)
  }
}

function kill(id: number): boolean {
  try {
    return process.kill(id, "SIGKILL")
  } catch (error) {
    // It has just ended.
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false
    throw error
  }
}
