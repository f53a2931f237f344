import { colourOf, type Colour } from "./colour.ts"
import { encodePng, type Pixels } from "./encodePng.ts"

/** Beyond this many pixels, a mistake is likelier than a chart. */
const maxPixels = 100_000_000

/**
 * Lets charts draw pixels on a canvas element: rectangles of one colour and whole images, which is what legends of
 * continuous colours and raster charts are made of.
 */
export function giveCanvas(element: object): object {
  let context: PixelContext | undefined
  const current = (): PixelContext => {
    const [width, height] = [sizeOf(element, "width"), sizeOf(element, "height")]
    // Another size empties a canvas.
    if (context?.pixels.width !== width || context.pixels.height !== height) context = new PixelContext(width, height)
    return context
  }
  return Object.assign(element, {
    getContext: (kind: unknown): PixelContext | null => (kind === "2d" ? current() : null),
    toDataURL: (): string => `data:image/png;base64,${encodePng(current().pixels).toString("base64")}`,
  })
}

function sizeOf(element: object, name: "width" | "height"): number {
  const size = Number(Reflect.get(element, name))
  return Number.isFinite(size) && size > 0 ? Math.floor(size) : 0
}

/** The part of a canvas's 2D context that sets pixels. */
class PixelContext {
  readonly pixels: Pixels
  #fill: Colour = [0, 0, 0, 255]

  constructor(width: number, height: number) {
    if (width * height > maxPixels) {
      throw new RangeError(`A canvas of ${width} × ${height} pixels is too large to be drawn without a browser`)
    }
    this.pixels = { width, height, data: new Uint8ClampedArray(4 * width * height) }
  }

  get fillStyle(): string {
    return `rgba(${this.#fill.slice(0, 3).join(", ")}, ${this.#fill[3] / 255})`
  }

  /** As in a browser, what is no colour changes nothing. */
  set fillStyle(style: unknown) {
    this.#fill = colourOf(String(style)) ?? this.#fill
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#paint(x, y, width, height, this.#fill)
  }

  clearRect(x: number, y: number, width: number, height: number): void {
    this.#paint(x, y, width, height, [0, 0, 0, 0])
  }

  createImageData(width: number, height: number): Pixels {
    return { width, height, data: new Uint8ClampedArray(4 * width * height) }
  }

  putImageData(image: Pixels, left: number, top: number): void {
    const { width, height, data } = this.pixels
    for (let row = Math.max(0, -top); row < image.height && top + row < height; row++) {
      for (let column = Math.max(0, -left); column < image.width && left + column < width; column++) {
        const from = 4 * (row * image.width + column)
        data.set(image.data.subarray(from, from + 4), 4 * ((top + row) * width + left + column))
      }
    }
  }

  #paint(x: number, y: number, width: number, height: number, colour: Colour): void {
    const { pixels } = this
    const [left, right] = [Math.max(0, Math.round(x)), Math.min(pixels.width, Math.round(x + width))]
    const [top, bottom] = [Math.max(0, Math.round(y)), Math.min(pixels.height, Math.round(y + height))]
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) pixels.data.set(colour, 4 * (row * pixels.width + column))
    }
  }
}
