/** Plain cells after a task. */
export interface Follower {
  cells: readonly string[]
  uses: readonly string[]
}

/** Plain cells that do something with a task's result. */
export const followers = {
  none: () => ({ cells: [], uses: [] }),
  derived: (result, index) => ({
    cells: [`const derived${index} = ${result}.map(String)`],
    uses: [`derived${index}`],
  }),
  copied: (result, index) => ({
    cells: [`const copied${index} = [...${result}]\ncopied${index}.push("copied")`],
    uses: [`copied${index}`, `copied${index}.length`],
  }),
  gathered: (result, index) => ({
    cells: [
      `const gathered${index}: unknown[] = []\nfor (const one of ${result}) gathered${index}.unshift(typeof one)`,
    ],
    uses: [`gathered${index}`],
  }),
  changed: (result, index) => ({
    cells: [`${result}.push("changed")`, `const after${index} = [...${result}]`],
    uses: [`after${index}`],
  }),
} as const satisfies Readonly<Record<string, (result: string, index: number) => Follower>>

export type FollowerKind = keyof typeof followers

/** All that a plain cell may do with a task's result. */
export const followerKinds = Object.keys(followers) as readonly FollowerKind[]
