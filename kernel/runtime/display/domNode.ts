import { isIterable } from "../../isIterable.ts"

/** A node of any DOM for Node.js (linkedom, jsdom, happy-dom), as far as it is read here. */
export interface DomNode {
  nodeType: number
  nodeName: string
  nodeValue: string | null
  childNodes: Iterable<DomNode>
}

export interface DomElement extends DomNode {
  localName: string
  namespaceURI: string | null
  outerHTML: string
  attributes: Iterable<{ name: string; value: string }>
}

const elementType = 1
const fragmentType = 11

/** Whether a value is an element of some DOM. */
export function isElement(value: unknown): value is DomElement {
  return (
    typeof value === "object" &&
    value !== null &&
    "nodeType" in value &&
    value.nodeType === elementType &&
    "outerHTML" in value &&
    typeof value.outerHTML === "string" &&
    "localName" in value &&
    typeof value.localName === "string"
  )
}

/** The elements at the top of a value that is a fragment of some DOM. */
export function elementsOfFragment(value: object): readonly DomElement[] | undefined {
  if (!("nodeType" in value) || value.nodeType !== fragmentType || !("childNodes" in value)) return undefined
  return isIterable(value.childNodes) ? Array.from(value.childNodes).filter(isElement) : undefined
}
