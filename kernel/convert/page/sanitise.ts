import sanitizeHtml from "sanitize-html"
import { addressAttributes, outputElements, shownInputs, outputAttribute } from "./allowed.ts"
import { Html } from "./html.ts"
import type { ImageReader } from "./images.ts"

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/)
}

const mathTags = words(`
  math semantics mrow mi mn mo ms mtext mspace msup msub msubsup mfrac msqrt mroot mtable mtr mtd munder
  mover munderover mstyle mpadded mphantom menclose mmultiscripts mprescripts none
`)
const mathAttributes = words(`
  accent accentunder columnalign columnlines columnspacing depth display displaystyle fence height
  linethickness lspace mathvariant maxsize minsize notation rowlines rowspacing rspace scriptlevel
  separator stretchy symmetric voffset width xmlns
`)
const textTags = [
  ...sanitizeHtml.defaults.allowedTags,
  ...words("img details summary del ins figure figcaption input center font"),
]
const headings = ["h1", "h2", "h3", "h4", "h5", "h6"]
const measures = [/^\d+(?:\.\d+)?(?:px|em|rem|%|ch)?$/, /^auto$/]
const colours = [/^#[0-9a-f]{3,8}$/i, /^[a-z]+$/i, /^rgba?\([\d\s.,%/]+\)$/i]

/**
 * A Markdown cell's markup without anything that could run, reach out, or look like a part of the page itself.
 * @param readImage gives images beside the notebook as `data:` URLs
 */
export function sanitiseText(markup: string, readImage: ImageReader): Html {
  const text = sanitizeHtml(markup, {
    allowedTags: [...textTags, ...mathTags],
    allowedAttributes: {
      ...Object.fromEntries(mathTags.map((tag) => [tag, mathAttributes])),
      "*": ["align", "class", "dir", "lang", "style", "title", "width", "height"],
      a: ["href", "name"],
      img: ["src", "alt"],
      input: ["type", "checked", "disabled"],
      ol: ["start", "type", "reversed"],
      td: ["colspan", "rowspan"],
      th: ["colspan", "rowspan", "scope"],
      details: ["open"],
      font: ["color"],
      ...Object.fromEntries(headings.map((tag) => [tag, ["id"]])),
    },
    allowedClasses: { "*": ["hljs*", "language-*", "katex*"] },
    allowedStyles: {
      "*": {
        "text-align": [/^(?:left|right|center|justify)$/],
        width: measures,
        height: measures,
        "max-width": measures,
        color: colours,
        "background-color": colours,
        "font-weight": [/^\w+$/],
      },
    },
    allowedSchemes: ["http", "https", "mailto"],
    allowedSchemesByTag: { img: ["data"] },
    transformTags: {
      ...Object.fromEntries(headings.map((tag) => [tag, withOwnAnchor])),
      img(tagName, attribs): sanitizeHtml.Tag {
        const { src = "", alt = "", ...others } = attribs
        const data = isDataImage(src) ? src : readImage(src)
        if (data !== undefined) return { tagName, attribs: { ...others, src: data, alt } }
        // The page reaches out for nothing: whoever wants to see it follows the link.
        return { tagName: "a", attribs: { href: src }, text: alt || src }
      },
    },
    exclusiveFilter: ({ tag, attribs }) => tag === "input" && attribs["type"] !== "checkbox",
  })
  return new Html(text)
}

/** The page's own places are none of a text's. */
function withOwnAnchor(tagName: string, { id, ...others }: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  return { tagName, attribs: id === undefined || /^tsnb-/i.test(id) ? others : { ...others, id } }
}

function isDataImage(source: string): boolean {
  return /^data:image\//i.test(source)
}

/**
 * The markup of an output that is shown apart from the page: its own styles and drawings stay; what could run, reach out, or
 * lay itself over the page doesn't.
 */
export function sanitiseOutput(markup: string): Html {
  const text = sanitizeHtml(markup, {
    allowedTags: [...textTags, ...outputElements],
    // The names that are allowed are the only ones that are left by then.
    allowedAttributes: false,
    // Styles are shut in with the output, and the page's policy lets nothing be fetched.
    allowVulnerableTags: true,
    parseStyleAttributes: false,
    allowedSchemes: ["http", "https", "mailto"],
    allowedSchemesByTag: { img: ["data"], image: ["data"], source: ["data"] },
    allowedSchemesAppliedToAttributes: [...addressAttributes],
    // Names of SVG's elements and attributes are told apart by their case.
    parser: { lowerCaseTags: false, lowerCaseAttributeNames: false },
    exclusiveFilter: ({ tag, text, attribs }) =>
      // Within a drawing, a browser would take it for elements.
      (tag.toLowerCase() === "style" && text.includes("<")) ||
      (tag === "input" && !shownInputs.has(attribs["type"]?.toLowerCase())),
    transformTags: { "*": (tagName, attribs) => ({ tagName, attribs: allowedAttributes(tagName, attribs) }) },
  })
  return new Html(text)
}

function allowedAttributes(tag: string, attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      const known = tag === "input" && name.toLowerCase() === "name" ? "name" : outputAttribute(name)
      if (known === undefined) return []
      return fetches(tag, known) && !/^\s*(?:#|data:image\/)/i.test(value) ? [] : [[known, value]]
    }),
  )
}

/** Whether a browser gets what an attribute names as soon as it shows the element. */
function fetches(tag: string, attribute: string): boolean {
  return addressAttributes.includes(attribute) && attribute !== "cite" && tag !== "a"
}

/** Whether an output does something that a page without scripts can't do. */
export function needsScripts(markup: string): boolean {
  return /<(?:script|iframe|object|embed)\b/i.test(markup)
}
