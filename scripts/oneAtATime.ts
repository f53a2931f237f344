/**
 * Has work done one at a time. However often it is asked for during one, it is done once more afterwards: what it works on
 * may have changed in the meantime.
 * @param work must not reject
 * @returns asks for the work
 */
export function oneAtATime(work: () => Promise<void>): () => void {
  let isWorking = false
  let isWanted = false
  const start = async (): Promise<void> => {
    isWorking = true
    while (isWanted) {
      isWanted = false
      await work()
    }
    isWorking = false
  }
  return () => {
    isWanted = true
    if (!isWorking) void start()
  }
}
