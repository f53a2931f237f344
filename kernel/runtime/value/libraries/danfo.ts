import type { Adapter } from "../adapters.ts"
import { DecodeError } from "../errors.ts"
import { className } from "../prototypes.ts"

/** The fields of a danfojs DataFrame or Series, as its constructor sets them. */
export interface DanfoFields {
  $isSeries: boolean
  $data: readonly unknown[]
  /** The columns of a frame (unless in low-memory mode), the data of a series. */
  $dataIncolumnFormat: readonly unknown[]
  $index: readonly unknown[]
  $columns: unknown
  $dtypes: unknown
  $config: object
}

/** What is stored of one. The paths in error messages are made of these names, so they are the fields' own. */
interface StoredDanfo {
  $isSeries: boolean
  /** A frame's columns; absent when its rows don't fit together. */
  $dataIncolumnFormat?: readonly unknown[]
  /** A series' values, or a frame's rows when they don't fit together. */
  $data?: readonly unknown[]
  /** The number of rows, when the index counts them from 0. */
  $index: readonly unknown[] | number
  $columns: unknown
  $dtypes: unknown
  $config: object
}

/** DataFrame and Series of danfojs, recognised by their fields, since a notebook brings a danfojs of its own. */
export const danfoAdapter: Adapter = {
  name: "danfojs",
  module: "danfojs-node",
  matches(value) {
    return isDanfo(value) && (className(value) === "DataFrame" || className(value) === "Series")
  },
  store(value): StoredDanfo {
    if (!isDanfo(value)) throw new TypeError("not a value of danfojs")
    const { $isSeries, $columns, $dtypes, $data } = value
    const { length } = value.$index
    const $index = length === $data.length && isCount(value.$index) ? length : value.$index
    const rest = { $isSeries, $index, $columns, $dtypes, $config: { ...value.$config } }
    const columns = $isSeries ? undefined : columnsOf(value)
    return columns ? { ...rest, $dataIncolumnFormat: columns } : { ...rest, $data }
  },
  revive(stored, module) {
    if (!isStored(stored)) throw new DecodeError("The bytes of a stored data frame are damaged")
    const made = makeEmpty(stored, module)
    made.$dtypes = stored.$dtypes
    made.$columns = stored.$columns
    const { $dataIncolumnFormat: columns, $data } = stored
    refuseBloat(columns ?? $data ?? [], stored.$index)
    made.$data = columns ? rowsOf(columns) : ($data ?? [])
    const inColumns = stored.$isSeries ? made.$data : (columns ?? columnsOfRows(made.$data))
    made.$dataIncolumnFormat = isLowMemory(stored.$config) ? [] : inColumns
    made.$index = typeof stored.$index === "number" ? countTo(stored.$index) : stored.$index
    return made
  },
}

/** Whether a value has the fields of a DataFrame or a Series, whichever copy of danfojs made it. */
export function isDanfo(value: object): value is DanfoFields {
  return (
    "$isSeries" in value &&
    typeof value.$isSeries === "boolean" &&
    "$data" in value &&
    Array.isArray(value.$data) &&
    "$dataIncolumnFormat" in value &&
    Array.isArray(value.$dataIncolumnFormat) &&
    "$index" in value &&
    Array.isArray(value.$index) &&
    "$columns" in value &&
    "$dtypes" in value &&
    "$config" in value &&
    typeof value.$config === "object" &&
    value.$config !== null
  )
}

function isStored(stored: unknown): stored is StoredDanfo {
  return (
    typeof stored === "object" && stored !== null && "$isSeries" in stored && "$index" in stored && "$config" in stored
  )
}

/** An empty frame or series of the notebook's danfojs; its fields are then set as they were, without any inference. */
function makeEmpty(stored: StoredDanfo, module: unknown): DanfoFields {
  const name = stored.$isSeries ? "Series" : "DataFrame"
  const constructor: unknown = Reflect.get(Object(module), name)
  if (typeof constructor !== "function") throw new DecodeError(`The notebook's danfojs-node has no ${name}`)
  const made: unknown = Reflect.construct(constructor, [[], { columns: stored.$columns, config: stored.$config }])
  if (typeof made !== "object" || made === null || !isDanfo(made)) {
    throw new DecodeError(`The notebook's danfojs-node makes another kind of ${name} than the stored one`)
  }
  return made
}

/** Up to this many cells, nothing is too much. */
const affordable = 1_000_000

/**
 * Refuses what would take much more memory than its bytes, as only bytes do that somebody made up: a few lists that stand for
 * very many, or an index that counts to billions.
 */
function refuseBloat(lists: readonly unknown[], index: unknown): void {
  if (![lists, ...lists].every(isDense)) throw bloated()
  const distinct = [...new Set(lists)].reduce<number>((sum, list) => sum + lengthOf(list), 0)
  const most = Math.max(affordable, 4 * distinct)
  const rows = Math.max(lists.length, lengthOf(lists[0]))
  const cells = lists.length * lengthOf(lists[0])
  if (cells > most || (typeof index === "number" && index > rows)) {
    throw bloated()
  }
}

function bloated(): DecodeError {
  return new DecodeError("The bytes of a stored data frame are damaged: it says that it is larger than it is")
}

/** Whether a list of some length has all its members: an array of holes may be of any length. Ends at the first hole. */
function isDense(list: unknown): boolean {
  if (!Array.isArray(list) || list.length <= affordable) return true
  for (let index = 0; index < list.length; index++) {
    if (list[index] === undefined && !Object.hasOwn(list, index)) return false
  }
  return true
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 1
}

function isLowMemory(config: object): boolean {
  return "lowMemoryMode" in config && config.lowMemoryMode === true
}

function isCount(index: readonly unknown[]): boolean {
  return index.every((label, position) => label === position)
}

function countTo(count: number): number[] {
  return Array.from({ length: count }, (_, position) => position)
}

/** A frame's columns: its own arrays where they agree with its rows, which count when they don't. */
function columnsOf({ $data, $dataIncolumnFormat }: DanfoFields): readonly unknown[] | undefined {
  const width = Array.isArray($data[0]) ? $data[0].length : 0
  if (width === 0 || !$data.every((row) => Array.isArray(row) && row.length === width)) return undefined
  const own = $dataIncolumnFormat
  if (
    own.length === width &&
    new Set(own).size === width &&
    own.every((column, position) => agrees(column, $data, position))
  )
    return own
  return columnsOfRows($data)
}

function agrees(column: unknown, rows: readonly unknown[], position: number): boolean {
  if (!Array.isArray(column) || column.length !== rows.length) return false
  for (let row = 0; row < rows.length; row++) {
    const cells = rows[row]
    if (!Array.isArray(cells) || !Object.is(cells[position], column[row])) return false
  }
  return true
}

function columnsOfRows(rows: readonly unknown[]): readonly unknown[] {
  const first = rows[0]
  if (!Array.isArray(first)) return rows
  return first.map((_, position) => rows.map((row): unknown => (Array.isArray(row) ? row[position] : undefined)))
}

function rowsOf(columns: readonly unknown[]): readonly unknown[] {
  const lists = columns.map((column): readonly unknown[] => (Array.isArray(column) ? column : []))
  const rows: unknown[] = []
  const count = lists[0]?.length ?? 0
  for (let row = 0; row < count; row++) rows.push(lists.map((column) => column[row]))
  return rows
}
