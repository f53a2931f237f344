import { parseHTML } from "linkedom"
import { giveCanvas } from "./canvas.ts"

/** A document as linkedom makes it, as far as it is used here. */
interface MadeDocument {
  createElement(name: string, options?: unknown): object
}

/** Makes an empty document, whose canvases can be drawn on as far as charts need it. */
function createDocument(): object {
  const made: { document: MadeDocument } = parseHTML("<!doctype html><html><head></head><body></body></html>")
  const { document } = made
  const createElement = document.createElement.bind(document)
  document.createElement = (name, options) => {
    const element = createElement(name, options)
    return name.toLowerCase() === "canvas" ? giveCanvas(element) : element
  }
  return document
}

/** The one document of a process. */
export const document: object = createDocument()
