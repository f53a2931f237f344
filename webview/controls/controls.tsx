import "@vscode-elements/elements/dist/vscode-button/index.js"
import "@vscode-elements/elements/dist/vscode-checkbox/index.js"
import "@vscode-elements/elements/dist/vscode-textarea/index.js"
import "@vscode-elements/elements/dist/vscode-textfield/index.js"
import type { LucideIcon } from "lucide-react"
import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react"

/*
 * The panel's controls. They are those of @vscode-elements/elements: @vscode/webview-ui-toolkit is archived, its React
 * parts end with React 18, and it lacks VS Code's newer tokens. Nothing else of the panel knows where they come from.
 */

/** A button with a word on it. */
export function Button(props: {
  children: ReactNode
  onClick: () => void
  isSecondary?: boolean
  isDisabled?: boolean
  title?: string
}) {
  return (
    <vscode-button
      secondary={props.isSecondary ?? false}
      disabled={props.isDisabled ?? false}
      title={props.title}
      onClick={() => {
        if (props.isDisabled !== true) props.onClick()
      }}
    >
      {props.children}
    </vscode-button>
  )
}

/** A button with a picture on it, and its name for those who point at it or can't see it. */
export function IconButton(props: {
  icon: LucideIcon
  label: string
  onClick: () => void
  /** For one that switches something. */
  isOn?: boolean
  isDisabled?: boolean
  /** Shown beside the picture. */
  text?: string
}) {
  const { icon: Icon, label, text, isOn, isDisabled } = props
  return (
    <button
      type="button"
      className={`icon-button${isOn === true ? " is-on" : ""}`}
      title={label}
      aria-label={text === undefined ? label : undefined}
      aria-pressed={isOn}
      disabled={isDisabled}
      onClick={props.onClick}
    >
      <Icon size={16} aria-hidden />
      {text !== undefined && <span>{text}</span>}
    </button>
  )
}

/** A box that can be ticked. */
export function Checkbox(props: { label: string; isChecked: boolean; onChange: (isChecked: boolean) => void }) {
  return (
    <vscode-checkbox
      label={props.label}
      checked={props.isChecked}
      onChange={(event: FormEvent<HTMLElement & { checked: boolean }>) => props.onChange(event.currentTarget.checked)}
    />
  )
}

export interface Choice {
  value: string
  text: string
}

/** Up to so many choices cost nothing to have ready. */
const fewChoices = 100

/** One of several. Very many are only there once somebody is about to choose. */
export function Select(props: {
  label: string
  value: string
  choices: readonly Choice[]
  onChange: (value: string) => void
  className?: string
}) {
  const [isAsked, setAsked] = useState(false)
  const areAll = isAsked || props.choices.length <= fewChoices
  const choices = areAll ? props.choices : props.choices.filter(({ value }) => value === props.value)
  return (
    <select
      onPointerDown={() => setAsked(true)}
      onFocus={() => setAsked(true)}
      className={`select ${props.className ?? ""}`}
      aria-label={props.label}
      title={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      {choices.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
}

/** A line of text. */
export function TextField(props: {
  label: string
  value: string
  onChange: (value: string) => void
  /** Enter was pressed, or with Shift. */
  onEnter?: (isBack: boolean) => void
  placeholder?: string
  isInvalid?: boolean
  type?: "text" | "number" | "date" | "search"
  className?: string
}) {
  return (
    <vscode-textfield
      className={props.className}
      label={props.label}
      value={props.value}
      placeholder={props.placeholder ?? ""}
      invalid={props.isInvalid ?? false}
      type={props.type ?? "text"}
      onInput={(event: FormEvent<HTMLElement & { value: string }>) => props.onChange(event.currentTarget.value)}
      onKeyDown={({ key, shiftKey }: KeyboardEvent) => {
        if (key === "Enter") props.onEnter?.(shiftKey)
      }}
    />
  )
}

/** Several lines of text. */
export function TextArea(props: {
  label: string
  value: string
  onChange: (value: string) => void
  rows: number
  placeholder?: string
  isInvalid?: boolean
}) {
  return (
    <vscode-textarea
      label={props.label}
      value={props.value}
      placeholder={props.placeholder ?? ""}
      rows={props.rows}
      monospace
      invalid={props.isInvalid ?? false}
      onInput={(event: FormEvent<HTMLElement & { value: string }>) => props.onChange(event.currentTarget.value)}
    />
  )
}
