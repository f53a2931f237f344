import { firstPart } from "../../cell/dottedNames.ts"
import type { NameSources } from "./nameSources.ts"

/** Names that are told at most of those that share a value. */
export const maximalNames = 200

interface Taker {
  name: string
  isGiven: boolean
  /** It has parts of the other, and is something else. */
  isCopy: boolean
}

/** Knows which names have a part in the values of others. */
export class NameHolders {
  readonly #sources: NameSources
  #takers: ReadonlyMap<string, readonly Taker[]> | undefined
  #foreignTakers: ReadonlyMap<string, readonly string[]> | undefined
  readonly #holders = new Map<string, readonly Taker[]>()

  constructor(sources: NameSources) {
    this.#sources = sources
  }

  /**
   * Some names, and those that may be, be a part of or hold what others do.
   * @param areCopiesIn whether a list of the same parts, which is another list, counts as well
   */
  withHolders(names: Iterable<string>, areCopiesIn = false): ReadonlySet<string> {
    const found = new Set(names)
    for (const name of found) {
      for (const { name: holder, isCopy } of this.#holdersOf(name)) if (areCopiesIn || !isCopy) found.add(holder)
      if (found.size > maximalNames) break
    }
    return found
  }

  /** Some names, and those with values that may have a part in common with theirs, copies among them. */
  withRelated(names: Iterable<string>): ReadonlySet<string> {
    const found = new Set(names)
    for (const name of found) {
      for (const { name: holder } of this.#holdersOf(name)) found.add(holder)
      for (const maker of this.#foreignTakersOf(name)) found.add(maker)
      for (const { name: other, through, isGiven } of this.#sources.of(name))
        if (other !== "" && other !== through && !isGiven) found.add(firstPart(other))
      if (found.size > maximalNames) break
    }
    return found
  }

  /** Those of some names that may be, be a part of or hold what others of them do, with these. */
  derivedAmong(names: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
    const derived = new Map<string, Set<string>>()
    for (const name of names) {
      for (const { name: holder } of this.#holdersOf(name)) {
        if (names.has(holder)) derived.set(holder, (derived.get(holder) ?? new Set()).add(name))
      }
    }
    // Sets that grow while they are walked are walked to their new ends.
    for (const sources of derived.values())
      for (const source of sources) for (const further of derived.get(source) ?? []) sources.add(further)
    return derived
  }

  /** Those that hold a name's value themselves, or by what a function gives. */
  #holdersOf(name: string): readonly Taker[] {
    const known = this.#holders.get(name)
    if (known) return known
    this.#takers ??= this.#findTakers()
    const found: Taker[] = []
    const seen = new Set([name])
    for (const one of seen) {
      for (const taker of this.#takers.get(one) ?? []) {
        if (taker.isGiven) seen.add(taker.name)
        else found.push(taker)
      }
    }
    this.#holders.set(name, found)
    return found
  }

  /** The names of what functions of modules made of a value: whether it has a part in that, nobody knows. */
  #foreignTakersOf(name: string): readonly string[] {
    this.#foreignTakers ??= this.#findForeignTakers()
    return this.#foreignTakers.get(name) ?? []
  }

  #findForeignTakers(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>()
    for (const [name, sources] of this.#sources.byName) {
      for (const { name: other, through, isGiven } of sources) {
        if (isGiven || other === "" || through === undefined || other === through) continue
        if (this.#sources.importsBehind(firstPart(through)).length === 0) continue
        const root = firstPart(other)
        const takers = found.get(root) ?? []
        takers.push(name)
        found.set(root, takers)
      }
    }
    return found
  }

  #findTakers(): ReadonlyMap<string, readonly Taker[]> {
    const found = new Map<string, Taker[]>()
    for (const [name, sources] of this.#sources.byName) {
      for (const { isGiven, ...source } of sources) {
        const resolved = source.name === "" ? [] : this.#sources.resolve(source).filter(({ isCaptured }) => !isCaptured)
        if (resolved.length === 0) continue
        const isCopy = resolved.every(({ isHeld, isPart }) => isHeld && isPart)
        const root = firstPart(source.name)
        const takers = found.get(root) ?? []
        takers.push({ name, isGiven, isCopy })
        found.set(root, takers)
      }
    }
    return found
  }
}
