/** What an output of HTML or SVG may have. None of it runs, reaches out, or leaves the output's own place in the page. */

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/)
}

/** Elements beside those of texts. */
export const outputElements: readonly string[] = words(`
  style label meter progress output picture source colgroup col
  svg g path rect circle ellipse line polyline polygon text tspan textPath title desc defs symbol use marker clipPath mask
  pattern image linearGradient radialGradient stop filter feBlend feColorMatrix feComponentTransfer feComposite
  feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
`)

/** Attributes of any element. */
const general = words(`
  id class style title dir lang role xml:lang xml:space xmlns xmlns:xlink
`)

const ofHtml = words(`
  abbr align alt axis bgcolor border cellpadding cellspacing char charoff checked cite clear color cols colspan compact
  datetime disabled face for frame headers height high hreflang hspace label low max media min noshade nowrap open optimum
  reversed rowspan rows rules scope size sizes span start summary type valign value vspace width
`)

const ofDrawings = words(`
  alignment-baseline amplitude azimuth baseFrequency baseline-shift bias clip clip-path clip-rule clipPathUnits color
  color-interpolation color-interpolation-filters color-rendering cx cy d direction display dominant-baseline dx dy
  edgeMode elevation exponent fill fill-opacity fill-rule filter filterUnits flood-color flood-opacity font-family font-size
  font-size-adjust font-stretch font-style font-variant font-weight fr fx fy g1 g2 glyph-name gradientTransform
  gradientUnits image-rendering in in2 intercept k1 k2 k3 k4 kerning kernelMatrix letter-spacing lengthAdjust
  lighting-color marker marker-end marker-mid marker-start markerHeight markerUnits markerWidth mask mask-type
  maskContentUnits maskUnits mode numOctaves offset opacity operator order orient orientation origin overflow paint-order
  pathLength patternContentUnits patternTransform patternUnits pointer-events points preserveAlpha preserveAspectRatio
  primitiveUnits r radius refX refY result rotate rx ry scale seed shape-rendering side slope spacing spreadMethod
  startOffset stdDeviation stitchTiles stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap
  stroke-linejoin stroke-miterlimit stroke-opacity stroke-width surfaceScale systemLanguage tableValues text-anchor
  text-decoration text-rendering textLength transform transform-origin unicode-bidi values vector-effect version viewBox
  visibility word-spacing writing-mode x x1 x2 xChannelSelector y y1 y2 yChannelSelector z
`)

/** Attributes that hold an address. */
export const addressAttributes: readonly string[] = words("href src cite xlink:href srcset")

const canonicalNames: ReadonlyMap<string, string> = new Map(
  [...general, ...ofHtml, ...ofDrawings, ...addressAttributes].map((name) => [name.toLowerCase(), name]),
)

/** The name of an attribute that an output may have, in the case in which it counts; undefined for all others. */
export function outputAttribute(name: string): string | undefined {
  const small = name.toLowerCase()
  return /^aria-[a-z]+$/.test(small) ? small : canonicalNames.get(small)
}

/** Inputs that show something, or fold it, without a script. */
export const shownInputs: ReadonlySet<string | undefined> = new Set(["checkbox", "radio"])
