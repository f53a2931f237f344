/** A live value, as far as it can be told without running code of the notebook's. */
export interface LiveValue {
  /** Such as `number`, `Map`, `DataFrame`. */
  type: string
  /** The value as text, cut to a sensible length. */
  text: string
  /** Names of its properties, its prototypes' included. */
  properties: readonly string[]
}
