/** `process` of `process.env.HOME`. */
export function firstPart(name: string): string {
  const end = name.indexOf(".")
  return end < 0 ? name : name.slice(0, end)
}

/** `HOME` of `process.env.HOME`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1)
}
