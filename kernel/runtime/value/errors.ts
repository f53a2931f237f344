/** Thrown when a value holds something that has no meaning outside its process, such as a function or an open file. */
export class UnstorableError extends Error {
  override readonly name = "UnstorableError"
  /** Where the culprit is, as the code that reaches it: `model.layers[3].activate`. */
  readonly path: string
  /** What it is, to be read after "is". */
  readonly what: string

  /**
   * @param value the name of the whole value
   * @param what what the culprit is, to be read after "is": `a function`
   * @param advice one sentence or more on what to do
   */
  constructor(value: string, path: string, what: string, advice: string, options?: ErrorOptions) {
    super(`The value '${value}' can't be stored: ${path === value ? "it" : path} is ${what}. ${advice}`, options)
    this.path = path
    this.what = what
  }
}

/** Thrown when an element of a `for=` list can't be stored, so that no task can be handed it. */
export class UnstorableElementError extends Error {
  override readonly name = "UnstorableElementError"

  /** @param index the element's place in the list */
  constructor(index: number, { path, what }: UnstorableError) {
    super(
      `Element [${index}] of the for= list can't be handed to a task: ${path === `[${index}]` ? "it" : path} is ${what}. ` +
        'Go through plain data instead, such as the places in the list (for="index of list.keys()"), and take the element ' +
        "from the list in the task.",
    )
  }
}

/** Thrown when bytes are not an encoded value, or need a class or module that can't be found. */
export class DecodeError extends Error {
  override readonly name = "DecodeError"
}

/**
 * Thrown when a stored value would have a module loaded that the notebook's code doesn't reach. Whoever made the store could
 * have any code run otherwise.
 */
export class UnreachedModuleError extends DecodeError {
  /** @param needs what the value needs, to be read after "it needs": `the class Model of ./models.ts` */
  constructor(needs: string) {
    super(
      `A stored value isn't loaded: it needs ${needs}, which the notebook's cells don't import, themselves or through ` +
        "their modules. Import it in a cell by its name in quotes; if the folder .tsnb comes from somebody else, move it aside.",
    )
  }
}

/** Thrown when a stored result is gone or its bytes have changed. */
export class ResultDamagedError extends Error {
  override readonly name = "ResultDamagedError"
  /** The result's hash, as in its reference. */
  readonly hash: string

  /** @param damage what is wrong, with the file's name: `the file results/ab/… is gone` */
  constructor(hash: string, damage: string, options?: ErrorOptions) {
    super(`A stored result can't be used: ${damage}. The next run computes it again.`, options)
    this.hash = hash
  }
}

/** Thrown when a folder for results isn't one, so that what is written there would end up elsewhere. */
export class ResultFolderError extends Error {
  override readonly name = "ResultFolderError"

  constructor(folder: string) {
    super(
      `${folder} is not a folder itself but a link or something else: tsnb keeps results in the notebook's folder, and goes ` +
        "nowhere else for them. Remove it, and tsnb makes a new one.",
    )
  }
}
