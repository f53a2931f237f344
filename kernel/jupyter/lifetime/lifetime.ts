/** How long a kernel is kept that no front end listens to, in milliseconds. */
export interface Timeouts {
  /** When nothing has gone on since the last one left: time for a window to be loaded anew. */
  idle: number
  /** After the end of what has. */
  afterWork: number
}

/** What is known of a kernel's life at a moment. */
export interface LifeStatus {
  /** Whether a front end listens. */
  isAttended: boolean
  /** Whether a run or a cell goes on. */
  isWorking: boolean
  /** When the kernel will end if nothing happens, in milliseconds since 1970; absent while it is kept. */
  endsAt?: number
}

/** Decides how long a kernel lives: as long as a front end listens or something goes on in it, and for a while after. */
export class Lifetime implements Disposable {
  readonly #timeouts: Timeouts
  readonly #onChanged: (status: LifeStatus) => void
  readonly #onOver: () => void
  #isAttended = false
  #works = 0
  /** Whether something has gone on since the last front end left. */
  #hasWorkedAlone = false
  #timer: NodeJS.Timeout | undefined
  #endsAt: number | undefined

  /** @param onOver called when the kernel's time is over */
  constructor(timeouts: Timeouts, onChanged: (status: LifeStatus) => void, onOver: () => void) {
    this.#timeouts = timeouts
    this.#onChanged = onChanged
    this.#onOver = onOver
    // Whoever started the kernel may be gone before it has connected.
    this.#wait()
  }

  get status(): LifeStatus {
    return {
      isAttended: this.#isAttended,
      isWorking: this.#works > 0,
      ...(this.#endsAt !== undefined && { endsAt: this.#endsAt }),
    }
  }

  /** A front end has begun to listen, or the last one has stopped. */
  attend(isAttended: boolean): void {
    if (isAttended === this.#isAttended) return
    this.#isAttended = isAttended
    this.#hasWorkedAlone = !isAttended && this.#works > 0
    this.#decide()
  }

  /** Something goes on until a promise settles. */
  during(work: Promise<unknown>): void {
    this.#works += 1
    if (!this.#isAttended) this.#hasWorkedAlone = true
    if (this.#works === 1) this.#decide()
    const end = (): void => {
      this.#works -= 1
      if (this.#works === 0) this.#decide()
    }
    work.then(end, end)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  #decide(): void {
    clearTimeout(this.#timer)
    this.#endsAt = undefined
    if (!this.#isAttended && this.#works === 0) this.#wait()
    this.#onChanged(this.status)
  }

  #wait(): void {
    const { idle, afterWork } = this.#timeouts
    const time = this.#hasWorkedAlone ? Math.max(idle, afterWork) : idle
    this.#endsAt = Date.now() + time
    this.#timer = setTimeout(this.#onOver, time)
  }
}
