/** A class of the kind that a helper module exports. */
export class Vectorizer {
  readonly vocabulary: Map<string, number>
  readonly parent: unknown

  constructor(vocabulary: Map<string, number>, parent?: unknown) {
    this.vocabulary = vocabulary
    this.parent = parent
  }

  indexOf(word: string): number | undefined {
    return this.vocabulary.get(word)
  }

  [Symbol.for("tsnb.store")](): unknown {
    return { vocabulary: this.vocabulary, parent: this.parent }
  }

  static [Symbol.for("tsnb.revive")](stored: { vocabulary: Map<string, number>; parent: unknown }): Vectorizer {
    return new this(stored.vocabulary, stored.parent)
  }
}

/** Inherits both methods. */
export class Tokenizer extends Vectorizer {}

/** Extends a built-in. */
export class Tally extends Map<string, number> {
  [Symbol.for("tsnb.store")](): unknown {
    return [...this]
  }

  static [Symbol.for("tsnb.revive")](stored: [string, number][]): Tally {
    return new Tally(stored)
  }
}

/** Can be stored, not revived. */
export class OneWay {
  [Symbol.for("tsnb.store")](): unknown {
    return 1
  }
}

/** Stores itself. */
export class Loop {
  [Symbol.for("tsnb.store")](): unknown {
    return { inner: [this] }
  }

  static [Symbol.for("tsnb.revive")](): Loop {
    return new Loop()
  }
}

/** Throws both ways, when told to. */
export class Failing {
  readonly when: "store" | "revive"

  constructor(when: "store" | "revive") {
    this.when = when
  }

  [Symbol.for("tsnb.store")](): unknown {
    if (this.when === "store") throw new Error("no ink")
    return null
  }

  static [Symbol.for("tsnb.revive")](): never {
    throw new Error("no pulse")
  }
}

/** Neither method. */
export class Model {
  readonly weights = [1, 2]

  predict(): number {
    return this.weights.length
  }
}
