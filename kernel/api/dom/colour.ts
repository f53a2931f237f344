/** Red, green, blue and opacity, each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number, opacity: number]

const hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i
const rgb = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+)(%?))?\s*\)$/i

/** A colour as scales of d3 write it: `#1f77b4` or `rgb(31, 119, 180)`; undefined for everything else. */
export function colourOf(text: string): Colour | undefined {
  const digits = hex.exec(text.trim())?.[1]
  if (digits !== undefined) return ofHex(digits)
  const [, red, green, blue, opacity = "1", percent] = rgb.exec(text.trim()) ?? []
  if (red === undefined) return undefined
  const alpha = Number(opacity) / (percent ? 100 : 1)
  return [byte(Number(red)), byte(Number(green)), byte(Number(blue)), byte(255 * alpha)]
}

function ofHex(digits: string): Colour {
  const long = digits.length <= 4 ? digits.replace(/./g, "$&$&") : digits
  const at = (index: number): number => Number.parseInt(long.slice(2 * index, 2 * index + 2) || "ff", 16)
  return [at(0), at(1), at(2), at(3)]
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)))
}
