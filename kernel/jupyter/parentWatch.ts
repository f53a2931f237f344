const interval = 1_000

/**
 * Calls back when the process is gone that Jupyter names as the kernel's parent in JPY_PARENT_PID. Without the variable
 * nobody owns the kernel, and it lives until it is shut down.
 */
export function watchParent(environment: NodeJS.ProcessEnv, onGone: () => void): void {
  const parent = Number(environment["JPY_PARENT_PID"])
  // On Windows the variable holds a handle, which says nothing outside of Python.
  if (!Number.isSafeInteger(parent) || parent <= 0 || process.platform === "win32") return
  const isDirect = process.ppid === parent
  const timer = setInterval(() => {
    // A parent that nobody has buried yet still has its number, but its children have been given to another.
    if (isDirect ? process.ppid === parent : isAlive(parent)) return
    clearInterval(timer)
    onGone()
  }, interval)
  timer.unref()
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    // A process of another user's may not be signalled, and is there.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}
