import type { ArgumentChange } from "../../cell/effects/effects.ts"
import type { ValueSource } from "../../cell/effects/valueSources.ts"

/** Whether something changes what lasts, as far as code or names tell. */
export type MethodEffect = "none" | "some" | "unknown"

/** What the code of a function tells, or of another value that a module exports. */
export interface FunctionFacts {
  /** How much it may change of what it is handed. */
  changesArguments: ArgumentChange
  /** How what it gives has to do with what it is handed: nothing where it has nothing to do with it. */
  given: readonly ValueSource[]
  /** Whether it may change what lasts: variables of its module, other modules or the process. */
  hasEffects: boolean
  /** Whether what it gives may be, or hold, something that lasts, such as a list that its module keeps. */
  givesOwn: boolean
  /** Whether it may do something else when it is called once more with the same. */
  mayVary: boolean
  /** Whether it uses random numbers or the time of day. */
  usesChance: boolean
  /** What one of its methods does to it. */
  effectOfMethod(member: string): MethodEffect
}

/** What files tell of the modules that a notebook imports. */
export interface ModuleFacts {
  /** Keys of all modules that one loads, itself included; a package is one module, whose own dependencies don't count. */
  reach(specifier: string): ReadonlySet<string>
  /** Whether loading it changes more than the module itself, as far as can be seen. */
  hasEffects(specifier: string): boolean
  /** Whether what loading it changes is no other when it is loaded once more in the same process. */
  isRepeatable(specifier: string): boolean
  /** Whether random numbers or the time of day are worked out when it is loaded, as far as can be seen. */
  variesWhenLoaded(specifier: string): boolean
  /** Whether it may hand out what it keeps between calls, or something that others get hold of. */
  keepsState(specifier: string): boolean
  /** Whether its functions may change what the whole process shares, such as its environment, or hand that out. */
  mayChangeProcess(specifier: string): boolean
  /** What is known of a function that a module exports; undefined where its code isn't looked at. */
  functionOf(specifier: string, name: string): FunctionFacts | undefined
  /** Whether the value of an export may change while others use it, as far as can be seen. */
  isChanging(specifier: string, name: string): boolean
}

/** All that is known of modules without a look at files. */
export const noModuleFacts: ModuleFacts = {
  reach: (specifier) => new Set([specifier]),
  hasEffects: () => false,
  isRepeatable: () => true,
  variesWhenLoaded: () => false,
  keepsState: () => false,
  mayChangeProcess: () => false,
  functionOf: () => undefined,
  isChanging: () => false,
}
