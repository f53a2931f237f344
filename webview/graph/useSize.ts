import { useLayoutEffect, useState, type RefObject } from "react"
import type { Size } from "./layoutInput.ts"

/** The size of an element as it is drawn; undefined before it is. */
export function useSize(element: RefObject<HTMLElement | null>): Size | undefined {
  const [size, setSize] = useState<Size>()
  useLayoutEffect(() => {
    const { current } = element
    if (!current) return undefined
    const measure = (): void => {
      // What is hidden keeps its size until it is shown.
      if (!current.checkVisibility()) return
      const { width, height } = current.getBoundingClientRect()
      setSize((before) => (before?.width === width && before.height === height ? before : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return size
}
