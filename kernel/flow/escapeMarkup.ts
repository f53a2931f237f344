const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}
/** XML has no way to write these. */
const unwritable = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu
const writable = "\t\n\r"

/** Text as it stands in HTML and SVG, also within an attribute. */
export function escapeMarkup(text: string): string {
  const intact = text.replaceAll(unwritable, (character) => (writable.includes(character) ? character : "\ufffd"))
  return intact.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
