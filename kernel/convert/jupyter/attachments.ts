import { isObject } from "../../isObject.ts"

/**
 * A Markdown cell's text with the images that Jupyter keeps beside it put in where it names them: a `.tsnb` file is text
 * alone.
 * @param attachments the cell's `attachments`: by name, base64 by MIME type
 */
export function inlineAttachments(
  source: string,
  attachments: unknown,
): { source: string; messages: readonly string[] } {
  let text = source
  const messages: string[] = []
  for (const [name, bundle] of Object.entries(isObject(attachments) ? attachments : {})) {
    const [type, data] = Object.entries(isObject(bundle) ? bundle : {})[0] ?? []
    const base64 = Array.isArray(data) ? data.join("") : data
    const url = typeof base64 === "string" ? `data:${type};base64,${base64.replaceAll(/\s/g, "")}` : undefined
    const names = [`attachment:${name}`, `attachment:${encodeURIComponent(name)}`]
    const named = names.find((candidate) => text.includes(candidate))
    if (url !== undefined && named !== undefined) text = text.replaceAll(named, url)
    else if (url !== undefined) {
      text += `\n\n![${name}](${url})`
      messages.push(`its attachment '${name}' wasn't shown anywhere in its text, and stands at its end now`)
    } else messages.push(`its attachment '${name}' has no data, and isn't included`)
  }
  return { source: text, messages }
}
