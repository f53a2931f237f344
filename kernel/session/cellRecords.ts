import { dirname } from "node:path"
import type { CellEnd, CellOutput } from "../model/cellOutput.ts"
import type { RanCell } from "../store/cellTable.ts"
import type { Store } from "../store/store.ts"
import { placesOf, textHash } from "./cellText.ts"
import type { LiveDocument } from "./liveDocument.ts"
import { OutputList } from "./outputList.ts"

/** Milliseconds for which what cells showed waits for that of others: each writing takes its time. */
const writeDelay = 300

/** A cell that has run, and isn't written yet as it is. */
interface Waiting {
  /** Hash of the text that ran. */
  source: string
  ran: RanCell
}

/** What one run of a cell shows, until it ends and afterwards. */
export interface CellRecord {
  onOutput(output: CellOutput): void
  end(end: CellEnd): void
}

/**
 * Keeps in the store what the cells of a document show that a person runs one by one: an editor shows it again when the
 * notebook is opened. It is written a little later, and nothing is worse for a cell when it can't be.
 */
export class CellRecords {
  readonly #document: LiveDocument
  readonly #report: (error: unknown) => void
  #notebook: string
  /** By the cells' ids. */
  #waiting = new Map<string, Waiting>()
  #store: Store | undefined
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #isClosed = false

  /**
   * @param notebook absolute path
   * @param report told why something couldn't be kept
   */
  constructor(notebook: string, document: LiveDocument, report: (error: unknown) => void) {
    this.#notebook = notebook
    this.#document = document
    this.#report = report
  }

  /** A cell begins. @param count its number in the history */
  begin(id: string, text: string, count: number): CellRecord {
    const startedAt = Date.now()
    const source = textHash(text)
    const list = new OutputList()
    let ended: { endedAt: number; end: CellEnd } | undefined
    const note = (): void => {
      if (ended) this.#note(id, { source, ran: { startedAt, count, ...endOf(list, ended) } })
    }
    return {
      onOutput(output) {
        list.add(output)
        // Timers that the cell left may still show something.
        note()
      },
      end(end) {
        if (end.kind === "completed" && end.result) list.add({ kind: "display", ...end.result })
        ended = { endedAt: Date.now(), end }
        note()
      },
    }
  }

  /** The notebook goes on under another name in its folder. @param notebook absolute path */
  rename(notebook: string): void {
    const from = this.#notebook
    if (notebook === from || dirname(notebook) !== dirname(from)) return
    this.#notebook = notebook
    this.#write(async () => {
      const { hasStore } = await import("../store/places.ts")
      if (hasStore(dirname(notebook))) (await this.#open()).moveCells(from, notebook)
    })
  }

  /** Writes what isn't written yet. */
  async close(): Promise<void> {
    this.#flush()
    this.#isClosed = true
    await this.#writing
    this.#store?.close()
    this.#store = undefined
  }

  #note(id: string, waiting: Waiting): void {
    if (this.#isClosed) return
    this.#waiting.set(id, waiting)
    this.#timer ??= setTimeout(() => this.#flush(), writeDelay)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#waiting.size === 0) return
    const waiting = this.#waiting
    this.#waiting = new Map()
    this.#write(() => this.#keep(waiting))
  }

  /** One after the other. */
  #write(action: () => Promise<void>): void {
    this.#writing = this.#writing.then(action).catch(this.#report)
  }

  async #keep(waiting: ReadonlyMap<string, Waiting>): Promise<void> {
    const [{ patiently }, { hasUnknowableSecret, secretsIn }, { withoutSecrets }] = await Promise.all([
      import("../store/patientStore.ts"),
      import("./openFlow.ts"),
      import("./secrets.ts"),
    ])
    const { cells, graph } = this.#document
    // What might give a secret away isn't written down.
    if (hasUnknowableSecret(graph)) return
    const { texts } = secretsIn(graph)
    const sources = cells.map(({ source }) => textHash(source))
    const places = placesOf(sources)
    const kept = cells.flatMap(({ id }, index) => {
      const one = waiting.get(id)
      // It may have been edited since.
      if (!one || one.source !== sources[index]) return []
      return [{ source: one.source, place: places[index] ?? 0, ran: withoutSecrets(one.ran, texts) }]
    })
    const store = await this.#open()
    await patiently(() => store.keepCells(this.#notebook, kept, sources))
  }

  async #open(): Promise<Store> {
    const [{ openStore }, { localProcesses }, { shortWait }] = await Promise.all([
      import("../store/store.ts"),
      import("../store/owner.ts"),
      import("../store/patientStore.ts"),
    ])
    this.#store ??= openStore(dirname(this.#notebook), localProcesses, shortWait)
    return this.#store
  }
}

function endOf({ outputs }: OutputList, { endedAt, end }: { endedAt: number; end: CellEnd }) {
  return { endedAt, outputs: [...outputs], ...(end.kind === "failed" && { error: end.error }) }
}
