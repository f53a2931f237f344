/**
 * The binary format of a value. It is canonical: equal values have equal bytes, however V8 holds them (a small integer or a
 * double, a sliced or a flat string), because the bytes are a value's hash. Numbers are little-endian, as every platform
 * that tsnb runs on is. A *varint* is LEB128; a *text* is a varint `2 × byte length + form` and its bytes, UTF-8 (form 0),
 * or UTF-16 (form 1) when it has lone surrogates.
 *
 *     value    = version, sections, body
 *     version  = byte
 *     sections = byte 0, when all four would be empty; else byte 1, classes, modules, foreign, memory
 *     classes  = varint count, each: byte 0, text module, text export, or: byte 1, text name in a cell; of a class of errors
 *                2 and 3 instead, and byte 4 alone for one that can't be found and needn't be
 *     modules  = varint count, each: text specifier
 *     foreign  = varint count, each: text adapter, varint length, bytes      (bytes that a library wrote)
 *     memory   = blocks, views                                               (see memory.ts)
 *     body     = the value, depth first: a tag and what the tag says
 *
 * A container writes its count and keys, then its members. Every object takes the next number when it begins, so that a
 * second occurrence is a `reference` to the number; that carries cycles and shared objects. Objects of at most
 * `sharedShapeLimit` keys write their keys once: a later object with the same keys in the same order names the shape.
 *
 * NaN has many bit patterns, and V8 makes different ones from case to case; it is always written as the same one, also in
 * memory that only float arrays of one kind look at.
 */
export const formatVersion = 2

/** That of values with errors of classes of their own: all others keep the bytes, and so the hash, that they had. */
export const errorClassVersion = 3

/** That of values with objects without a prototype. */
export const bareObjectVersion = 4

/** The versions that can be read; version 1 had no tables. */
export const readableVersions: ReadonlySet<number> = new Set([1, formatVersion, errorClassVersion, bareObjectVersion])

/** Objects with more keys than this don't share their shape. */
export const sharedShapeLimit = 32

/** A tag of this or above stands for the integer `tag - smallInteger`. */
export const smallInteger = 0x80

/** First byte of a value in the body. */
export const tags = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  /** zigzag varint, within 32 bits, not -0 */
  integer: 4,
  /** 8 bytes */
  float: 5,
  /** 8 bytes */
  bigint64: 6,
  /** byte 1 when negative, varint length, magnitude, most significant byte first */
  bigint: 7,
  text: 8,
  /** varint number of the object */
  reference: 9,
  /** shape, values */
  object: 10,
  /** varint count, values */
  array: 11,
  /** Of integers within 32 bits only, at least one: varint count, 4 bytes each */
  integers: 12,
  /** Of numbers only: varint count, 8 bytes each */
  floats: 13,
  /** Of strings only: see packedStrings.ts */
  texts: 14,
  /** With holes or keys of its own: varint length, varint count, varint indices, shape, values */
  sparseArray: 15,
  /** varint count, key and value in turn */
  map: 16,
  /** varint count, values */
  set: 17,
  /** 8 bytes, milliseconds since 1970 or NaN */
  date: 18,
  /** text source, text flags */
  regexp: 19,
  /** a primitive value */
  boxed: 20,
  /** byte kind, varint count of hidden keys, shape, values */
  error: 21,
  /** text message, text name, varint count of hidden keys, shape, values */
  domException: 22,
  /** The next view of the memory section */
  memory: 23,
  /** varint class, one value: what the instance stored */
  instance: 24,
  /** text adapter, one value: what the adapter stored */
  adapted: 25,
  /** The next of the foreign section */
  foreign: 26,
  url: 27,
  urlSearchParams: 28,
  /** A list of plain objects that are alike: see tableForm.ts */
  table: 29,
  /** varint class, what follows the tag of an `error` */
  classedError: 30,
  /** Without a prototype, such as what `Object.groupBy` gives: shape, values */
  bareObject: 31,
  /** A table of such objects */
  bareTable: 32,
} as const
