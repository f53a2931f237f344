/** A plain cell after a task. */
export interface Follower {
  cell?: string
  uses: readonly string[]
}

/** Plain cells that do something with a task's result. */
export const followers = {
  none: () => ({ uses: [] }),
  derived: (result, index) => ({
    cell: `const derived${index} = ${result}.map(String)`,
    uses: [`derived${index}`],
  }),
  copied: (result, index) => ({
    cell: `const copied${index} = [...${result}]\ncopied${index}.push("copied")`,
    uses: [`copied${index}`, `copied${index}.length`],
  }),
  gathered: (result, index) => ({
    cell: `const gathered${index}: unknown[] = []\nfor (const one of ${result}) gathered${index}.unshift(typeof one)`,
    uses: [`gathered${index}`],
  }),
  // Plain cells don't see such a change yet: none of those after it reads the result.
  changed: (result) => ({ cell: `${result}.push("changed")`, uses: [] }),
} as const satisfies Readonly<Record<string, (result: string, index: number) => Follower>>

export type FollowerKind = keyof typeof followers

/** All that a plain cell may do with a task's result. */
export const followerKinds = Object.keys(followers) as readonly FollowerKind[]
