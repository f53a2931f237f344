import { isElement, type DomElement, type DomNode } from "./domNode.ts"
import { svgName } from "./svgNames.ts"

const svgNamespace = "http://www.w3.org/2000/svg"
const htmlNamespace = "http://www.w3.org/1999/xhtml"
const xlinkNamespace = "http://www.w3.org/1999/xlink"
/** The node types of text and of CDATA. */
const textTypes: ReadonlySet<number> = new Set([3, 4])

/** A name that XML allows, with at most one prefix. */
const allowedName = /^(?:([A-Za-z_][\w.-]*):)?[A-Za-z_][\w.-]*$/
// oxlint-disable-next-line no-control-regex -- XML has no way to say these
const unsayable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * An `<svg>` element as XML that stands for itself, such as in a file: with its namespaces, and well-formed where HTML
 * isn't. Comments, and attributes that XML doesn't allow, are left out.
 */
export function svgXml(svg: DomElement): string {
  const prefixes = new Set(["xml", "xmlns", "xlink"])
  for (const { name } of svg.attributes) if (name.startsWith("xmlns:")) prefixes.add(name.slice(6))
  const parts: string[] = []
  writeNode(svg, "", svgNamespace, { parts, prefixes })
  return parts.join("")
}

interface Writing {
  parts: string[]
  /** Prefixes of attributes that are declared. */
  prefixes: ReadonlySet<string>
}

/**
 * @param declared the namespace that the element around the node has declared
 * @param inherited the namespace that the node has there
 */
function writeNode(node: DomNode, declared: string, inherited: string, writing: Writing): void {
  const { parts } = writing
  if (textTypes.has(node.nodeType)) parts.push(escapeXml(node.nodeValue ?? ""))
  if (!isElement(node)) return
  const namespace = node.localName === "svg" ? svgNamespace : inherited
  const name = namespace === svgNamespace ? svgName(node.localName) : node.localName
  if (!allowedName.test(name)) return
  parts.push("<", name)
  for (const [key, value] of attributesOf(node, namespace, declared, writing.prefixes)) {
    parts.push(" ", key, '="', escapeXml(value), '"')
  }
  const children = Array.from(node.childNodes)
  if (children.length === 0) {
    parts.push("/>")
    return
  }
  parts.push(">")
  const inner = name === "foreignObject" ? htmlNamespace : namespace
  for (const child of children) writeNode(child, namespace, inner, writing)
  parts.push("</", name, ">")
}

function attributesOf(
  element: DomElement,
  namespace: string,
  declared: string,
  prefixes: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  if (namespace !== declared) attributes.set("xmlns", namespace)
  if (declared === "") attributes.set("xmlns:xlink", xlinkNamespace)
  for (const { name, value } of element.attributes) {
    const match = allowedName.exec(name)
    const [, prefix] = match ?? []
    const isDeclared = prefix === undefined || prefixes.has(prefix)
    if (match && isDeclared && name !== "xmlns" && name !== "xmlns:xlink") attributes.set(name, value)
  }
  return attributes
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

function escapeXml(text: string): string {
  return text.replace(unsayable, "").replace(/[&<>"]/g, (character) => escapes[character] ?? "")
}
