import { useLayoutEffect, useState, type ReactNode } from "react"
import { Changes, ChangesContext, usePanel } from "./model/useModel.ts"

/** A view that stays as it is while it is hidden: it isn't told of changes then, and catches up when it is shown again. */
export function Kept({ isShown, children }: { isShown: boolean; children: ReactNode }) {
  const model = usePanel()
  const [changes] = useState(() => new Changes(model))
  // Before it is painted.
  useLayoutEffect(() => changes.follow(isShown), [changes, isShown])
  return (
    <ChangesContext value={changes}>
      <div className="kept" hidden={!isShown}>
        {children}
      </div>
    </ChangesContext>
  )
}
