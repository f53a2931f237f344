/** The kernel ended before it answered. */
export class KernelGoneError extends Error {
  override readonly name = "KernelGoneError"
}

/** The kernel couldn't be started; the message says why and what to do. */
export class KernelStartError extends Error {
  override readonly name = "KernelStartError"
}
