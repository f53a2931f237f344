import { dirname } from "node:path"

/** Thrown when a process records something about a run that isn't its own, or isn't going on any more. */
export class RunLostError extends Error {
  override readonly name = "RunLostError"
  readonly run: string

  /** @param state the run's state in the store; undefined when it isn't there */
  constructor(run: string, state: string | undefined) {
    super(`Run ${run} can't be recorded any further: ${lostBecause(state)}.`)
    this.run = run
  }
}

function lostBecause(state: string | undefined): string {
  if (state === undefined) return "it isn't in the store. Was '.tsnb' removed while it ran? Run the notebook again"
  if (state === "crashed") return "another process found this one dead and marked the run as crashed. Rerun it"
  if (state === "running") return "another process owns it"
  return `it is ${state} already`
}

/** Thrown when a run that goes on would be deleted. */
export class RunGoesOnError extends Error {
  override readonly name = "RunGoesOnError"

  /** @param going the run itself, or one of its subflows */
  constructor(run: string, going: string) {
    const who = run === going ? `Run ${run}` : `Run ${going}, a subflow of run ${run},`
    super(`${who} is still in progress. Cancel it or wait for it to end, then delete it.`)
  }
}

/** Thrown when the beginning of a run id fits several runs. */
export class AmbiguousRunError extends Error {
  override readonly name = "AmbiguousRunError"

  constructor(prefix: string, matches: readonly string[]) {
    super(`Several runs begin with '${prefix}': ${matches.join(", ")}… Give more of the id.`)
  }
}

/** Thrown when a newer tsnb wrote the store; it is left as it is. */
export class StoreVersionError extends Error {
  override readonly name = "StoreVersionError"

  constructor(file: string, found: number, known: number) {
    super(
      `${file} was written by a newer tsnb (store version ${found}; this one knows ${known}). ` +
        `Update tsnb, or move ${dirname(file)} aside: only run history and cached results are in it.`,
    )
  }
}

/** Thrown when the store's file, or a row of it, can't be read as what it should be. */
export class StoreDamagedError extends Error {
  override readonly name = "StoreDamagedError"

  constructor(file: string, what: string, options?: ErrorOptions) {
    super(
      `${file} is damaged: ${what}. Move ${dirname(file)} aside and go on: ` +
        "only run history and cached results are in it, no notebook and no code.",
      options,
    )
  }
}

/** Thrown when the store's file is a database, and not one as tsnb makes it. */
export class StoreForeignError extends Error {
  override readonly name = "StoreForeignError"

  /** @param what in what it differs, to be read after "it": `has the trigger 'x'` */
  constructor(file: string, what: string) {
    super(`The store ${file} isn't as tsnb makes it: it ${what}.`)
  }
}

/** Thrown when a link in the store's folder leads elsewhere. */
export class StoreElsewhereError extends Error {
  override readonly name = "StoreElsewhereError"

  /** @param expected what has to be there instead */
  constructor(path: string, expected: "file" | "folder") {
    super(
      `${path} is not a ${expected} itself but a link or something else: tsnb keeps run history and results in the notebook's ` +
        "folder, and goes nowhere else for them. Remove it, and tsnb makes a new one.",
    )
  }
}

/** Thrown when the store can't be made or written: missing or read-only folder, full disk. */
export class StoreUnwritableError extends Error {
  override readonly name = "StoreUnwritableError"

  constructor(file: string, cause: Error) {
    super(
      `Can't write ${file}: ${cause.message}. tsnb keeps run history and results beside the notebook: ` +
        "check the folder's permissions and the free space, or put them elsewhere with the environment variable TSNB_STORE " +
        "(`tsnb run --store FOLDER` does the same).",
      { cause },
    )
  }
}

/** Thrown when other processes kept the store locked for longer than the store waits. */
export class StoreBusyError extends Error {
  override readonly name = "StoreBusyError"
  /** Absolute path of the database. */
  readonly file: string

  /** @param waited in milliseconds */
  constructor(file: string, waited: number, cause: Error) {
    super(
      `${file} stayed locked by another process for ${waited / 1_000} s. ` +
        "Look for a stopped tsnb, a backup or a sync program that holds the file, and try again.",
      { cause },
    )
    this.file = file
  }
}
