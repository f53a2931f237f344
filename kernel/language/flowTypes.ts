/**
 * Types that the module of a notebook uses where its cells are not plain TypeScript, to be declared as globals.
 *
 * `$tsnb_Kept<T>` is `true` for a type whose values can be stored, as far as types tell. Otherwise it is the text
 * `path|what`: which part of the value can't be stored, and what that is, in the words of runtime/value/unstorable.ts. What
 * isn't written as an object's type may be an instance of a class, which types don't tell from an interface: for it `what` is
 * `?`, and whoever asks looks where `$tsnb_Doubt<T>`, the types of all these parts, is declared. What most values are is asked
 * first: each question costs, and there is one for every result whenever something is typed.
 */
export const flowTypes = `
  type $tsnb_HookRun = api.HookRun
  function $tsnb_wide<T>(value: T): T
  function $tsnb_missing<T>(values: T): { [Name in keyof T]: T[Name] | undefined }
  type $tsnb_Plain = string | number | boolean | bigint | null | undefined | Date | readonly $tsnb_Plain[] | { readonly [key: string]: $tsnb_Plain }
  type $tsnb_Kept<T> =
    [T] extends [$tsnb_Plain] ? true : [$tsnb_Unkept<T, "", []>] extends [never] ? true : $tsnb_Unkept<T, "", []>[0]
  type $tsnb_Doubt<T> = [T] extends [$tsnb_Plain] ? never : Extract<$tsnb_Unkept<T, "", []>, [\`\${string}|?\`, unknown]>[1]
  type $tsnb_Unkept<T, Path extends string, Depth extends 0[]> =
    0 extends 1 & T ? never
    : unknown extends T ? never
    : T extends string | number | boolean | bigint | null | undefined | void ? never
    : T extends readonly (infer Element)[] ? $tsnb_Part<Element, \`\${Path}[]\`, Depth>
    : T extends symbol ? $tsnb_Found<Path, "a symbol">
    : T extends abstract new (...values: never) => unknown ? $tsnb_Found<Path, "a class">
    : T extends (...values: never) => unknown ? $tsnb_Found<Path, "a function">
    : string extends keyof T ? never
    : T extends { readonly [key: string]: unknown } ? $tsnb_Members<T, Path, Depth>
    : $tsnb_Methods<T> extends never ? [\`\${Path}|?\`, T] | $tsnb_Members<T, Path, Depth>
    : T extends $tsnb_Shared | { readonly buffer: $tsnb_Shared, readonly byteOffset: number }
      ? $tsnb_Found<Path, "memory shared between threads">
    : T extends Date | RegExp | Error | ArrayBufferView | ArrayBuffer | URL ? never
    : T extends Promise<unknown> ? $tsnb_Found<Path, "a promise">
    : T extends { next(...values: never): unknown, return(value: never): unknown, throw(error: never): unknown }
      ? $tsnb_Found<Path, "a generator">
    : T extends WeakRef<WeakKey> ? $tsnb_Found<Path, "a WeakRef">
    : T extends { set(key: never, value: never): unknown, get(key: never): unknown, size: number }
      ? T extends ReadonlyMap<infer Key, infer Value>
        ? $tsnb_Part<Key, \`\${Path}.keys()[]\`, Depth> | $tsnb_Part<Value, \`\${Path}.values()[]\`, Depth> : never
    : T extends $tsnb_WeakMap ? $tsnb_Found<Path, "a WeakMap, whose entries can't be listed">
    : T extends ReadonlySet<infer Element> ? $tsnb_Part<Element, \`\${Path}[]\`, Depth>
    : T extends $tsnb_WeakSet ? $tsnb_Found<Path, "a WeakSet, whose elements can't be listed">
    : T extends { fd: number, close(): unknown, readFile(...values: never): unknown } ? $tsnb_Found<Path, "an open file">
    : T extends { pipe(...values: never): unknown, on(...values: never): unknown } | { getReader(...values: never): unknown }
        | { getWriter(): unknown } | { write(...values: never): unknown, end(...values: never): unknown, on(...values: never): unknown }
      ? $tsnb_Found<Path, "a stream or an open connection">
    : T extends { collect(...values: never): unknown, collectSync(...values: never): unknown }
      ? $tsnb_Found<Path, "a query of polars that hasn't run">
    : T extends { getRowObjects(): unknown, readAll(): unknown } ? $tsnb_Found<Path, "a result that DuckDB still holds">
    : T extends { dataSync(): unknown, arraySync(): unknown, dispose(): unknown }
      ? $tsnb_Found<Path, "a tensor, whose numbers are held outside the value">
    : T extends { arrayBuffer(): Promise<ArrayBuffer>, stream(): unknown, slice(...values: never): unknown }
      ? $tsnb_Found<Path, "a Blob, whose content isn't at hand">
    : T extends { clone(): unknown, json(): Promise<unknown>, body: unknown }
      ? $tsnb_Found<Path, "an instance of the class Response">
    : [\`\${Path}|?\`, T]
  type $tsnb_Found<Path extends string, What extends string> = [\`\${Path}|\${What}\`, never]
  type $tsnb_Shared = { readonly [Symbol.toStringTag]: "SharedArrayBuffer", readonly byteLength: number }
  type $tsnb_WeakMap = {
    readonly [Symbol.toStringTag]: string, size?: never, forEach?: never
    delete(key: never): boolean, has(key: never): boolean, get(key: never): unknown, set(key: never, value: never): unknown
  }
  type $tsnb_WeakSet = {
    readonly [Symbol.toStringTag]: string, size?: never, forEach?: never
    delete(key: never): boolean, has(key: never): boolean, add(key: never): unknown
  }
  type $tsnb_Members<T, Path extends string, Depth extends 0[]> =
    { [Key in keyof T]-?: $tsnb_Part<T[Key], \`\${Path}.\${Key & string}\`, Depth> }[keyof T]
  type $tsnb_Part<T, Path extends string, Depth extends 0[]> =
    Depth["length"] extends 3 ? never : $tsnb_Unkept<T, Path, [0, ...Depth]>
  type $tsnb_Methods<T> = { [Key in keyof T]: NonNullable<T[Key]> extends (...values: never) => unknown ? Key : never }[keyof T]
`
