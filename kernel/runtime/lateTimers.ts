/** What Node's timers have beside what the types say. */
interface NodeTimer {
  unref(): this
  /** It has fired for the last time, or was cleared. */
  _destroyed?: boolean
}

/** Finds timers that don't keep a process alive, which Node doesn't list among its active resources. */
export class LateTimers {
  readonly #unrefed = new Set<NodeTimer>()

  /** @param counts whether a timer counts that is let go at this moment: not those of packages and of Node itself */
  constructor(counts: () => boolean) {
    const sample = setTimeout(() => undefined, 0)
    clearTimeout(sample)
    const prototype = Object.getPrototypeOf(sample) as NodeTimer // All timers have it.
    const original: unknown = Reflect.get(prototype, "unref")
    if (typeof original !== "function") return
    const unrefed = this.#unrefed
    prototype.unref = function unref(this: NodeTimer) {
      if (counts()) unrefed.add(this)
      return Reflect.apply(original, this, []) as NodeTimer // As the types of Node's timers say.
    }
  }

  /** Whether one that was let go since the last call may still fire. */
  anyLeft(): boolean {
    if (this.#unrefed.size === 0) return false
    const timers = [...this.#unrefed]
    this.#unrefed.clear()
    return timers.some((timer) => timer._destroyed !== true)
  }
}
