import { chmodSync } from "node:fs"
import { join } from "node:path"
import type { HistoryRequest } from "../contents.ts"
import type { KernelLog } from "../kernelLog.ts"
import { HistoryTable, type HistoryRow, type NewRow } from "./historyTable.ts"
import { makeFolder } from "../../makeFolder.ts"

/** What was run is written a little later: no cell waits for it. */
const writeDelay = 500
const busyTimeout = 1_000
/** Longer ones are data rather than something to type again. */
const maxSourceLength = 1_000_000
const maxOutputLength = 10_000

/**
 * The cells that ran, in this session and the ones before. SQLite is loaded when it is first needed; where the user's
 * folder can't be written, the history lives as long as the kernel.
 */
export class History {
  readonly #folder: string
  readonly #log: KernelLog
  #pending: NewRow[] = []
  #table: Promise<HistoryTable | undefined> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(folder: string, log: KernelLog) {
    this.#folder = folder
    this.#log = log
  }

  /** Takes note of a cell that ran. */
  add({ line, source, output }: NewRow): void {
    if (source.length > maxSourceLength) return
    this.#pending.push({ line, source, output: output?.slice(0, maxOutputLength) ?? null })
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#write()
    }, writeDelay)
  }

  /** The cells that are asked for, oldest first. */
  async find(request: HistoryRequest): Promise<HistoryRow[]> {
    const table = await this.#write()
    return table?.find(request) ?? []
  }

  /** Writes what isn't written yet. */
  async close(): Promise<void> {
    if (this.#pending.length > 0) await this.#write()
    this.#isClosed = true
    clearTimeout(this.#timer)
    const table = await this.#table
    table?.close()
  }

  async #write(): Promise<HistoryTable | undefined> {
    this.#table ??= this.#open()
    const table = await this.#table
    if (this.#isClosed) return undefined
    const rows = this.#pending
    this.#pending = []
    // Where there is no history, nothing is kept for one.
    if (!table) return undefined
    try {
      if (rows.length > 0) table.add(rows)
    } catch (error) {
      // Another kernel writes for long, or the disk is full: they are tried again along with the next ones.
      this.#pending = [...rows, ...this.#pending].slice(-1_000)
      this.#log.error("history", error)
    }
    return table
  }

  async #open(): Promise<HistoryTable | undefined> {
    try {
      const { default: Database } = await import("better-sqlite3")
      const open = (file: string): HistoryTable => {
        const database = new Database(file, { timeout: busyTimeout })
        try {
          return new HistoryTable(database)
        } catch (error) {
          database.close()
          throw error
        }
      }
      try {
        makeFolder(this.#folder, 0o700)
        const file = join(this.#folder, "history.db")
        const table = open(file)
        // Code may have passwords in it.
        chmodSync(file, 0o600)
        return table
      } catch (error) {
        this.#log.error(`the history isn't kept in ${this.#folder}`, error)
        return open(":memory:")
      }
    } catch (error) {
      this.#log.error("there is no history", error)
      return undefined
    }
  }
}
