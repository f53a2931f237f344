import { MagicString } from "magic-string"
import { foreignOccurrencesIn, occurrencesIn } from "../cell/occurrences.ts"
import { parseSource } from "../cell/syntax.ts"

/** A cell's code with other names in the place of some of its top level, those that it has from other cells included. */
export function renamed(source: string, names: ReadonlyMap<string, string>): string {
  const output = new MagicString(source)
  const { program } = parseSource(source)
  const isWanted = (name: string): boolean => names.has(name)
  for (const { name, start, separator } of [
    ...occurrencesIn(program, isWanted),
    ...foreignOccurrencesIn(program, isWanted),
  ]) {
    const other = names.get(name) ?? name
    output.overwrite(start, start + name.length, separator === undefined ? other : name + separator + other)
  }
  return output.toString()
}

/** All that could be a name in a text, so that a new one is none of them. */
export function namesIn(source: string): readonly string[] {
  return source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []
}
