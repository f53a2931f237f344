import * as v from "valibot"

// What a field has to be, for a message that says so.
const missing = "there"
const text = v.string("a text")
const line = v.pipe(v.number("a line"), v.safeInteger("a line"), v.minValue(1, "a line"))

/** What the panel asks of the editor around it. Nothing of it is answered. */
export const editorMessage = v.variant("type", [
  /** The panel can be told things now: it is sent all that it has to know. */
  v.object({ type: v.literal("ready") }),
  /** Shows a cell, or the line of the notebook's file (from 1), where both are given the line within the cell's text. */
  v.object({ type: v.literal("reveal"), cell: v.optional(text), line: v.optional(line) }),
  v.object({ type: v.literal("copy"), text }, missing),
  /** Writes a file where the person chooses. */
  v.object({ type: v.literal("save"), name: text, text }, missing),
  v.object({ type: v.literal("openLink"), url: text }, missing),
  /** Starts the kernel again after it was lost. */
  v.object({ type: v.literal("connect") }),
])

export type EditorMessage = v.InferOutput<typeof editorMessage>
