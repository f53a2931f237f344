export { reviveSymbol, storeSymbol } from "../../api/serializer.ts"

/** Where code finds a class again: exported by a module, or defined at the top level of a cell. */
export type ClassLocation =
  /** `module` is a specifier that can be imported from the notebook; `name` is the export. */
  | { module: string; name: string }
  /** `cell` is the name that a cell gives the class. */
  | { cell: string }

/** Whose class it is: of instances with methods of their own for it, or of errors. */
export type ClassUse = "instance" | "error"

/** What encoding and decoding need to know of the notebook around a value. */
export interface ValueContext {
  /** Where the class can be found again; undefined when nowhere. */
  locateClass(constructor: Function): Promise<ClassLocation | undefined>
  /** The class at a location. Throws when it isn't there. */
  loadClass(location: ClassLocation, use: ClassUse): Promise<unknown>
  /** Imports the module that made a value, as the notebook would. Throws when it can't be found. */
  importModule(specifier: string): Promise<unknown>
  /** The module that a stored value needs. Throws when it can't be found, or the notebook's code doesn't reach it. */
  loadModule(specifier: string): Promise<unknown>
}

/** A value as bytes. */
export interface EncodedValue {
  bytes: Uint8Array
  /** Names of the classes defined in cells that decoding needs, sorted. */
  classes: readonly string[]
}
