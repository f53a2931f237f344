import { Check } from "lucide-react"
import { useEffect, useRef, type KeyboardEvent } from "react"
import type { MenuItem } from "./menuItem.ts"

/** A menu at a place of the window, until something is chosen, or something else gets the focus. */
export function Menu(props: { label: string; x: number; y: number; items: readonly MenuItem[]; onClose: () => void }) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const menu = list.current
    const before = document.activeElement
    if (menu) {
      // Kept inside of the window.
      const { width, height } = menu.getBoundingClientRect()
      menu.style.left = `${Math.max(0, Math.min(props.x, window.innerWidth - width - 4))}px`
      menu.style.top = `${Math.max(0, Math.min(props.y, window.innerHeight - height - 4))}px`
      itemsOf(menu)[0]?.focus()
    }
    return () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus({ preventScroll: true })
    }
  }, [props.x, props.y])
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const items = itemsOf(event.currentTarget)
    const at = items.findIndex((item) => item === document.activeElement)
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }
    const next = steps[event.key]
    if (next !== undefined) items.at(next % items.length)?.focus()
    else if (event.key === "Escape" || event.key === "Tab") props.onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={list}
      className="menu"
      role="menu"
      tabIndex={-1}
      aria-label={props.label}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) props.onClose()
      }}
    >
      {props.items.map(({ label, isDisabled, isChecked, onChoose }) => (
        <button
          key={label}
          type="button"
          role={isChecked === undefined ? "menuitem" : "menuitemcheckbox"}
          aria-checked={isChecked}
          tabIndex={-1}
          disabled={isDisabled}
          onClick={() => {
            props.onClose()
            onChoose()
          }}
        >
          {isChecked !== undefined && (
            <span className="menu-check">{isChecked && <Check size={14} aria-hidden />}</span>
          )}
          {label}
        </button>
      ))}
    </div>
  )
}

function itemsOf(menu: HTMLElement): readonly HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")]
}
