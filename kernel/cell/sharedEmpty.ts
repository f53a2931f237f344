// A notebook may have thousands of statements, and most have few kinds of effects: the empty collections would take more
// memory than all else that is known of them.

const noMembers: ReadonlySet<never> = new Set()
const noEntries = new Map<never, never>()
const noItems: readonly never[] = []

/** The set, or the one empty set for all. */
export function sharedSet<Member>(set: ReadonlySet<Member>): ReadonlySet<Member> {
  return set.size === 0 ? noMembers : set
}

/** The map, or the one empty map for all. */
export function sharedMap<Key, Value>(map: ReadonlyMap<Key, Value>): ReadonlyMap<Key, Value> {
  return map.size === 0 ? noEntries : map
}

/** The list, or the one empty list for all. */
export function sharedList<Item>(list: readonly Item[]): readonly Item[] {
  return list.length === 0 ? noItems : list
}
