/** The text in quotes behind `from`, `import`, `import(`, `require(` and `subflow(`. */
const request = /\b(?<word>from|import|require|subflow)\s*(?:\(\s*)?(?<quote>["'`])(?<specifier>[^"'`\n]+)\k<quote>/g

/**
 * What a text of code names to be loaded, in any form. Meant for telling what code can reach: a name in a comment counts as
 * well, and a name that is put together does not.
 */
export function specifiersIn(source: string): readonly string[] {
  const specifiers = new Set<string>()
  for (const { groups } of source.matchAll(request)) {
    const { word, specifier = "" } = groups ?? {}
    // A subflow's path is one even where it doesn't look like it: `other.tsnb`.
    const isPath = word === "subflow" && !/^(?:\.{0,2}\/|[a-z]:[\\/])/i.test(specifier)
    specifiers.add(isPath ? `./${specifier}` : specifier)
  }
  return [...specifiers]
}
