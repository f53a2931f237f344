import type { SparseMatrix } from "./sparse.ts"

/** What is known of one thing: a text is a category, a number is itself, nothing is a missing number. */
export type Sample = Readonly<Record<string, string | number | null | undefined>>

/** Thrown when there is nothing to learn the features from. */
export class NoSamplesError extends Error {
  override readonly name = "NoSamplesError"
}

const separator = "="

/**
 * Turns samples into the rows of a sparse matrix as scikit-learn's `DictVectorizer` does: one column for each number, one
 * for each category of each text, in the order of their names (`PU_DO=130_205`, …, `trip_distance`).
 */
export class DictVectorizer {
  /** The names of the columns, in order. */
  readonly features: readonly string[]
  readonly #columns: ReadonlyMap<string, number>

  private constructor(features: readonly string[]) {
    this.features = features
    this.#columns = new Map(features.map((feature, column) => [feature, column]))
  }

  /**
   * Learns the features.
   * @throws {NoSamplesError} when there are no samples
   */
  static fit(samples: readonly Sample[]): DictVectorizer {
    if (samples.length === 0) {
      throw new NoSamplesError("There are no samples to learn features from: did a filter leave any rows?")
    }
    const features = new Set<string>()
    for (const sample of samples) {
      for (const [name, value] of Object.entries(sample)) features.add(featureName(name, value))
    }
    return new DictVectorizer(sortByCodePoint(features))
  }

  /** The samples as rows. A category that `fit` didn't see leaves its cell empty. */
  transform(samples: readonly Sample[]): SparseMatrix {
    const data: number[] = []
    const indices: number[] = []
    const rowStarts = new Int32Array(samples.length + 1)
    for (const [row, sample] of samples.entries()) {
      const cells: [column: number, value: number][] = []
      for (const [name, value] of Object.entries(sample)) {
        const column = this.#columns.get(featureName(name, value))
        if (column !== undefined) cells.push([column, cellValue(value)])
      }
      cells.sort(([left], [right]) => left - right)
      for (const [column, value] of cells) {
        indices.push(column)
        data.push(value)
      }
      rowStarts[row + 1] = data.length
    }
    return {
      rows: samples.length,
      columns: this.features.length,
      data: Float64Array.from(data),
      indices: Int32Array.from(indices),
      rowStarts,
    }
  }

  /** What tsnb keeps of it, as a task's result. */
  [Symbol.for("tsnb.store")](): readonly string[] {
    return this.features
  }

  /** Makes it again from what was kept. */
  static [Symbol.for("tsnb.revive")](features: readonly string[]): DictVectorizer {
    return new DictVectorizer(features)
  }

  /** Its text in a JSON file. */
  toJSON(): { features: readonly string[] } {
    return { features: this.features }
  }
}

function featureName(name: string, value: Sample[string]): string {
  return typeof value === "string" ? `${name}${separator}${value}` : name
}

function cellValue(value: Sample[string]): number {
  return typeof value === "string" ? 1 : (value ?? Number.NaN)
}

/** As Python sorts; JavaScript's own order differs beyond the basic plane. UTF-8 keeps the order of code points. */
function sortByCodePoint(names: Iterable<string>): string[] {
  return Array.from(names, (name) => ({ name, bytes: Buffer.from(name) }))
    .toSorted((left, right) => Buffer.compare(left.bytes, right.bytes))
    .map(({ name }) => name)
}
