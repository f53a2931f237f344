import process from "node:process"
import { Unreferenced } from "./unreferenced.ts"
import { OwnGlobals } from "./ownGlobals.ts"
import { mayTouchShared, SharedGlobals, type SharedChange } from "./sharedGlobals.ts"

/** The code of an attempt, as far as it matters to what it left behind. */
export interface AttemptCode {
  /** Whether packages were loaded: what these set up for themselves stays with them. */
  hasLoadedPackages: boolean
  /** The texts of its cells, and of the local modules of the process. */
  texts(): readonly string[]
}

/** What all attempts of a process share, and may find changed: globals, listeners, timers, whatever is still open. */
export class Surroundings {
  readonly #globals = new SharedGlobals()
  readonly #ownGlobals = new OwnGlobals()
  /** The name of a global that an attempt took away, and that tsnb put back. */
  #gone: string | undefined
  readonly #unreferenced: Unreferenced
  readonly #umask = process.umask()
  #listeners = countListeners()
  #resources: ReadonlyMap<string, number> = new Map()

  constructor(unreferenced: Unreferenced) {
    this.#unreferenced = unreferenced
  }

  /** Puts back what an attempt took away that tsnb's own code stands on. */
  restoreGlobals(): void {
    const gone = this.#ownGlobals.restore()
    this.#gone ??= gone
  }

  /**
   * The code that a program would end with, where an attempt has set one; it is forgotten.
   * @returns undefined when that is 0
   */
  takeExitCode(): number | string | undefined {
    const { exitCode } = process
    if (exitCode === undefined) return undefined
    process.exitCode = undefined
    return Number(exitCode) === 0 ? undefined : (exitCode ?? undefined)
  }

  /** An attempt begins. */
  begin(): void {
    this.#resources = countResources()
  }

  /** Takes everything as it is for what an attempt has to find. */
  accept(): void {
    this.#globals.accept()
    this.#listeners = countListeners()
  }

  /**
   * Takes what plain cells have set up for what an attempt has to find: it runs in no process of another set-up.
   * @param texts those of the cells' statements that were made again
   */
  acceptSetup(texts: readonly string[]): void {
    if (!texts.some((text) => maySetUp(text))) return
    const changes = this.#globals.changes()
    const isSetup = ({ key }: SharedChange): boolean =>
      texts.some((text) => text.includes(nameOf(key)) || bareImport.test(text))
    if (changes.length > 0 ? changes.every(isSetup) : countListeners() !== this.#listeners) this.accept()
  }

  /**
   * What an attempt that has ended has changed or left behind, as people read it, so that the next one had better run in
   * another process. What can be put back is.
   */
  firstRemains(code: AttemptCode): string | undefined {
    if (this.#gone !== undefined) return this.#gone
    if (process.umask() !== this.#umask) process.umask(this.#umask)
    const changed = this.#firstChange(code)
    if (changed !== undefined) return changed
    if (this.#unreferenced.anyLeft()) return "something that doesn't keep the process alive"
    for (const [resource, count] of countResources()) {
      if (count > (this.#resources.get(resource) ?? 0)) return resource
    }
    return undefined
  }

  #firstChange(code: AttemptCode): string | undefined {
    const changes = this.#globals.changes()
    const hasListeners = countListeners() !== this.#listeners
    if (changes.length === 0 && !hasListeners) return undefined
    const texts = code.hasLoadedPackages ? code.texts() : undefined
    // Nobody but the packages that were loaded can have made a change whose name stands nowhere else.
    const isUsers = ({ key }: SharedChange): boolean => !texts || texts.some((text) => text.includes(nameOf(key)))
    const own = changes.find(isUsers)
    if (own) return own.name
    if (hasListeners && (!texts || texts.some(mayListen))) return "listeners of the process"
    this.accept()
    return undefined
  }
}

/** An import for the sake of what the module does. */
const bareImport = /^\s*import\s*["']/m

/** Whether code of plain cells may set up something of what is shared, beside what their other imports do. */
function maySetUp(text: string): boolean {
  return bareImport.test(text) || mayTouchShared(text.replaceAll(/\b(?:import|require|console)\b/g, ""))
}

/** Whether code may add listeners to the process. */
function mayListen(text: string): boolean {
  return /\bprocess\b/.test(text) && /\b(?:on|once|addListener|prepend\w*Listener)\b/.test(text)
}

function nameOf(key: PropertyKey): string {
  return typeof key === "symbol" ? (key.description ?? "") : String(key)
}

function countListeners(): number {
  let count = 0
  for (const event of process.eventNames()) count += process.listenerCount(event)
  return count
}

/** What ends by itself in a moment: requests to the system, some of them tsnb's own. */
const passing = /Req(?:Callback|Promise|Wrap)?$|^(?:Immediate|WriteWrap|ShutdownWrap)$/

function countResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const resource of process.getActiveResourcesInfo()) {
    if (!passing.test(resource)) counts.set(resource, (counts.get(resource) ?? 0) + 1)
  }
  return counts
}
