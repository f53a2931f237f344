import { useEffect, useState } from "react"

/** The time in milliseconds since 1970, brought up to date twice a second as long as something goes on. */
export function useNow(isGoingOn: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isGoingOn) return undefined
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [isGoingOn])
  return now
}
