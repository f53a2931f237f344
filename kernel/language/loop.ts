import type { Loop } from "./cellOutline.ts"

/** Declares the variable of a task's `for=`, for the code that follows. */
export function loopVariable({ variable, list }: Loop): string {
  // The list ends with its line, since a comment may be in it.
  return `const ${variable} = await (async () => { for await (const each of (${list}\n)) return each; throw 0 })()\n`
}

/**
 * What stands around the code of a task with `for=`, so that its readers see arrays of what it defines.
 * @param isReplaced whether a newer cell defines a name
 */
export function aroundLoop(loop: Loop, isReplaced: (name: string) => boolean): { before: string; after: string } {
  const names = loop.results.map(({ name }) => name).filter((name) => !isReplaced(name))
  const values = loop.results.map(({ name, isArray }) => (isArray ? `${name}: [${name}]` : name))
  return {
    before: `const { ${names.join(", ")} } = await (async () => {\n${loopVariable(loop)}`,
    after: `\n;return { ${values.join(", ")} } })()`,
  }
}
