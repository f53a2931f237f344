/** Where in the code a walk is. */
export class Surroundings {
  /** Functions within the code are taken to be called, too. */
  readonly entersFunctions: boolean
  #functions = 0
  #catching = 0

  constructor(entersFunctions: boolean) {
    this.entersFunctions = entersFunctions
  }

  /** Whether it is in the code itself whose effects are asked for, or in that of a function which it defines, but no deeper. */
  get isOwnCode(): boolean {
    return this.#functions === (this.entersFunctions ? 1 : 0)
  }

  get isInFunction(): boolean {
    return this.#functions > 0 || this.entersFunctions
  }

  /** Whether a `try { … } catch` is around. */
  get isCaught(): boolean {
    return this.#catching > 0
  }

  enterFunction(): void {
    this.#functions++
  }

  leaveFunction(): void {
    this.#functions--
  }

  enterTry(): void {
    this.#catching++
  }

  leaveTry(): void {
    this.#catching--
  }
}
