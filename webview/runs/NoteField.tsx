import { useEffect, useRef, useState } from "react"

interface NoteFieldProps {
  note: string
  /** Given the text that is to be kept; nothing when all stays as it was. */
  onEnd: (text: string | undefined) => void
}

/** Where a note is written: it is kept when one presses Enter or goes elsewhere, and not when one presses Escape. */
export function NoteField({ note, onEnd }: NoteFieldProps) {
  const [text, setText] = useState(note)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [])
  return (
    <input
      ref={field}
      type="text"
      className="note-field"
      aria-label="Note"
      placeholder="Note"
      maxLength={1_000}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onEnd(text.trim())}
      onKeyDown={({ key, currentTarget }) => {
        if (key === "Escape") onEnd(undefined)
        // What follows is what happens when one goes elsewhere.
        else if (key === "Enter") currentTarget.blur()
      }}
    />
  )
}
