import { version } from "../../installation.ts"
import { thisProcess } from "../../store/owner.ts"
import type { KernelLog } from "../kernelLog.ts"
import { Lifetime, type Timeouts } from "./lifetime.ts"
import { listKernel, unlistKernel, type ListedKernel } from "./kernelList.ts"

/** Told what decides how long a kernel lives on when its front end is gone. */
export interface KernelObserver {
  /** A front end has begun to listen, or the last one has stopped. */
  onAudience(isThere: boolean): void
  /** A run or a cell has begun, and goes on until the promise settles. */
  onWork(work: Promise<unknown>): void
  /** A front end says where the notebook is: it may have been saved under another name. */
  onNotebook(path: string): void
}

/** Keeps a kernel alive without a front end for a while, and on the list where front ends find it. */
export class KeptKernel implements KernelObserver, Disposable {
  readonly #lifetime: Lifetime
  readonly #log: KernelLog
  readonly #process = thisProcess()
  readonly #connectionFile: string
  #notebook: string
  #isOver = false

  /** @param onOver called when its time is over */
  constructor(
    { notebook, connectionFile, timeouts }: { notebook: string; connectionFile: string; timeouts: Timeouts },
    log: KernelLog,
    onOver: () => void,
  ) {
    this.#notebook = notebook
    this.#connectionFile = connectionFile
    this.#log = log
    this.#lifetime = new Lifetime(timeouts, () => this.#tell(), onOver)
    this.#tell()
  }

  onAudience(isThere: boolean): void {
    this.#lifetime.attend(isThere)
  }

  onWork(work: Promise<unknown>): void {
    this.#lifetime.during(work)
  }

  onNotebook(path: string): void {
    if (path === this.#notebook) return
    this.#notebook = path
    this.#tell()
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#lifetime[Symbol.dispose]()
    unlistKernel({ connectionFile: this.#connectionFile })
  }

  #tell(): void {
    if (this.#isOver) return
    const kernel: ListedKernel = {
      notebook: this.#notebook,
      process: this.#process,
      version,
      connectionFile: this.#connectionFile,
      ...this.#lifetime.status,
    }
    try {
      listKernel(kernel)
    } catch (error) {
      // A full disk must not end it: it can't be found again then.
      this.#log.error("the kernel can't be listed", error)
    }
  }
}
