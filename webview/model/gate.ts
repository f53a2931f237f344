import { SharedListeners } from "./sharedListeners.ts"

/** Listeners that are told of nothing while what they draw is hidden, and at once that they missed something when it is shown. */
export class Gate extends SharedListeners {
  #isOpen = true
  #hasMissed = false

  close(): void {
    this.#isOpen = false
  }

  open(): void {
    this.#isOpen = true
    if (this.#hasMissed) this.onChange()
  }

  protected override onChange(): void {
    this.#hasMissed = !this.#isOpen
    if (this.#isOpen) this.tell()
  }
}
