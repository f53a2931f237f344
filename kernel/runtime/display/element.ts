import type { MimeBundle } from "../../api/types.ts"
import { elementsOfFragment, isElement, type DomElement } from "./domNode.ts"
import { svgXml } from "./svgXml.ts"

/** Elements and fragments of a DOM: a chart of Observable Plot, or whatever else a library draws. */
export function elementBundle(value: object): MimeBundle | undefined {
  if (isElement(value)) return value.localName === "svg" ? svgBundle(value) : htmlBundle([value])
  const elements = elementsOfFragment(value)
  return elements && elements.length > 0 ? htmlBundle(elements) : undefined
}

function svgBundle(svg: DomElement): MimeBundle {
  const image = svgXml(svg)
  const plain = "SVG image"
  // As an image, it can't have the page's text colour: on a dark page, black lines would be lost.
  if (!image.includes("currentColor")) return { "image/svg+xml": image, "text/plain": plain }
  return { "text/html": svg.outerHTML, "image/svg+xml": image, "text/plain": plain }
}

function htmlBundle(elements: readonly DomElement[]): MimeBundle {
  return {
    "text/html": elements.map(({ outerHTML }) => outerHTML).join(""),
    "text/plain": `HTML ${elements.map(({ localName }) => `<${localName}>`).join(" ")}`,
  }
}
