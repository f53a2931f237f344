import { inflateSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import { colourOf } from "../../kernel/api/dom/colour.ts"
import { document } from "../../kernel/api/index.ts"

interface Canvas {
  width: number
  height: number
  getContext(kind: string): Context | null
  toDataURL(): string
}
interface Context {
  fillStyle: string
  fillRect(x: number, y: number, width: number, height: number): void
  clearRect(x: number, y: number, width: number, height: number): void
  createImageData(width: number, height: number): { data: Uint8ClampedArray; width: number; height: number }
  putImageData(image: object, x: number, y: number): void
}

function canvasOf(width: number, height: number): { canvas: Canvas; context: Context } {
  const canvas = (document as unknown as { createElement(name: string): Canvas }).createElement("canvas")
  Object.assign(canvas, { width, height })
  const context = canvas.getContext("2d")
  if (!context) throw new Error("no context")
  return { canvas, context }
}

/** The pixels of a PNG as it is made here: 8 bits a channel, rows without filters. */
function pixelsOf(canvas: Canvas): { width: number; height: number; rows: readonly string[] } {
  const png = Buffer.from(canvas.toDataURL().replace("data:image/png;base64,", ""), "base64")
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const length = png.readUInt32BE(33)
  const data = inflateSync(png.subarray(41, 41 + length))
  const rows = Array.from({ length: height }, (_, row) =>
    data.toString("hex", row * (4 * width + 1) + 1, (row + 1) * (4 * width + 1)),
  )
  return { width, height, rows }
}

describe("a canvas", () => {
  test("is see-through at first, and has rectangles where they are drawn", () => {
    const { canvas, context } = canvasOf(3, 2)
    context.fillStyle = "#ff0000"
    context.fillRect(1, 0, 5, 1)
    context.fillStyle = "no colour"
    context.fillRect(-1, 1, 2, 9)
    context.clearRect(2, 0, 1, 1)
    expect(pixelsOf(canvas)).toEqual({
      width: 3,
      height: 2,
      rows: ["00000000ff0000ff00000000", "ff0000ff0000000000000000"],
    })
  })

  test("has the pixels put into it, as far as they are inside", () => {
    const { canvas, context } = canvasOf(2, 2)
    const image = context.createImageData(2, 2)
    image.data.set([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4])
    context.putImageData(image, 1, -1)
    expect(pixelsOf(canvas).rows).toEqual(["0000000003030303", "0000000000000000"])
  })

  test("without pixels is an image all the same", () => {
    expect(pixelsOf(canvasOf(0, 0).canvas)).toEqual({ width: 1, height: 1, rows: ["00000000"] })
  })

  test("is empty again when its size changes", () => {
    const { canvas, context } = canvasOf(1, 1)
    context.fillRect(0, 0, 1, 1)
    expect(pixelsOf(canvas).rows).toEqual(["000000ff"])
    canvas.width = 2
    expect(pixelsOf(canvas).rows).toEqual(["0000000000000000"])
  })

  test("too large for memory is an error", () => {
    expect(() => canvasOf(1e6, 1e6)).toThrow("too large")
  })

  test("has no other context than the plain one", () => {
    expect(canvasOf(1, 1).canvas.getContext("webgl")).toBeNull()
  })
})

test.for([
  ["#000", [0, 0, 0, 255]],
  ["#F80c", [255, 136, 0, 204]],
  ["#1f77b4", [31, 119, 180, 255]],
  ["#1f77b480", [31, 119, 180, 128]],
  ["rgb(31, 119, 180)", [31, 119, 180, 255]],
  ["rgba(31,119,180,0.5)", [31, 119, 180, 128]],
  ["rgb(31 119 180 / 50%)", [31, 119, 180, 128]],
  ["rgb(300, 0, 0)", [255, 0, 0, 255]],
  ["#12345", undefined],
  ["rgb(1, 2)", undefined],
  ["steelblue", undefined],
  ["", undefined],
] as const)("%s is the colour %j", ([text, colour]) => {
  expect(colourOf(text)).toEqual(colour)
})

test("nothing in the process takes it for a browser", () => {
  expect(Reflect.has(globalThis, "document")).toBe(false)
  expect(Reflect.has(globalThis, "window")).toBe(false)
})
