/** Reads and writes a variable of code that has run. */
export interface Accessor {
  readonly get: () => unknown
  readonly set: (value: unknown) => void
}

/** Whether a property is such a variable. Compiled code writes both functions or none, and neither needs its `this`. */
export function isAccessor(descriptor: PropertyDescriptor): descriptor is PropertyDescriptor & Accessor {
  return descriptor.get !== undefined && descriptor.set !== undefined
}
