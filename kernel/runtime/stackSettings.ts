/** What V8 reads from `Error` when it writes down a stack. */
export interface StackSettings {
  prepareStackTrace?: ((error: Error, frames: NodeJS.CallSite[]) => unknown) | undefined
  stackTraceLimit: number
}

/** `Error` itself. */
export const stackSettings: StackSettings = Error
