/** Elements of SVG with capitals in their names, which parsers of HTML write small. */
const names: readonly string[] = [
  "animateMotion",
  "animateTransform",
  "clipPath",
  "feBlend",
  "feColorMatrix",
  "feComponentTransfer",
  "feComposite",
  "feConvolveMatrix",
  "feDiffuseLighting",
  "feDisplacementMap",
  "feDistantLight",
  "feDropShadow",
  "feFlood",
  "feFuncA",
  "feFuncB",
  "feFuncG",
  "feFuncR",
  "feGaussianBlur",
  "feImage",
  "feMerge",
  "feMergeNode",
  "feMorphology",
  "feOffset",
  "fePointLight",
  "feSpecularLighting",
  "feSpotLight",
  "feTile",
  "feTurbulence",
  "foreignObject",
  "linearGradient",
  "radialGradient",
  "textPath",
]

const spellings: ReadonlyMap<string, string> = new Map(names.map((name) => [name.toLowerCase(), name] as const))

/** An SVG element's name as XML has to spell it. */
export function svgName(name: string): string {
  return spellings.get(name) ?? name
}
