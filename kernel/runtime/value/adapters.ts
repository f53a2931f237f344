import { arrowAdapter } from "./libraries/arrow.ts"
import { danfoAdapter } from "./libraries/danfo.ts"
import { duckdbAdapter } from "./libraries/duckdb.ts"
import { mlMatrixAdapter } from "./libraries/mlMatrix.ts"
import { polarsAdapter } from "./libraries/polars.ts"
import { tensorflowAdapter } from "./libraries/tensorflow.ts"

/** How values of a library are stored as plain values. */
export interface Adapter {
  /** In the stored bytes. */
  name: string
  /** The module to import for reviving. */
  module: string
  matches(value: object): boolean
  /** What is stored instead: anything that can itself be stored. */
  store(value: object): unknown
  revive(stored: unknown, module: unknown): object
}

/** How values of a library are stored in the library's own bytes, for which its module is needed. */
export interface ForeignAdapter {
  /** In the stored bytes. */
  name: string
  /** The module to import, both ways. */
  module: string
  matches(value: object): boolean
  toBytes(value: object, module: unknown): Uint8Array | Promise<Uint8Array>
  fromBytes(bytes: Uint8Array, module: unknown): object | Promise<object>
}

export const adapters: readonly Adapter[] = [danfoAdapter, mlMatrixAdapter, duckdbAdapter]
export const foreignAdapters: readonly ForeignAdapter[] = [arrowAdapter, polarsAdapter, tensorflowAdapter]
