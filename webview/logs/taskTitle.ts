/** A task run's title in two parts: `month` and `[3: April]`; the second is empty for a task without elements. */
export function partsOfTitle(title: string): { task: string; element: string } {
  const start = title.indexOf("[")
  return start < 0 ? { task: title, element: "" } : { task: title.slice(0, start), element: title.slice(start) }
}
