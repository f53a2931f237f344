import { rich, type Displayable } from "./rich.ts"

/** The size in which an image is shown, in pixels; its own where it isn't given. */
export interface ImageSize {
  width?: number
  height?: number
}

/** The first bytes of each format, and the same as base64. */
const formats = {
  PNG: { mimeType: "image/png", start: "89504e47", base64: "iVBORw" },
  JPEG: { mimeType: "image/jpeg", start: "ffd8ff", base64: "/9j/" },
} as const

/**
 * A PNG image to display.
 * @param image its bytes, or these as base64
 * @throws {TypeError} when they aren't those of a PNG image
 */
export function png(image: ArrayBuffer | ArrayBufferView | string, size?: ImageSize): Displayable {
  return imageOf("PNG", image, size)
}

/**
 * A JPEG image to display.
 * @param image its bytes, or these as base64
 * @throws {TypeError} when they aren't those of a JPEG image
 */
export function jpeg(image: ArrayBuffer | ArrayBufferView | string, size?: ImageSize): Displayable {
  return imageOf("JPEG", image, size)
}

function imageOf(name: keyof typeof formats, image: unknown, size: ImageSize = {}): Displayable {
  const { mimeType, start, base64 } = formats[name]
  const metadata = Object.values(size).some((pixels) => pixels !== undefined) ? { [mimeType]: { ...size } } : undefined
  const bytes = typeof image === "string" ? undefined : bytesOf(image)
  // Base64 may be broken into lines, and may come as a data: URL.
  const text = typeof image === "string" ? image.replace(/^data:[^,]*,/, "").replace(/\s+/g, "") : undefined
  const isRight = bytes?.toString("hex", 0, start.length / 2) === start || text?.startsWith(base64)
  if (!isRight) {
    throw new TypeError(
      `${name.toLowerCase()}() takes the bytes of a ${name} image, or these as base64. ` +
        `Of a file: ${name.toLowerCase()}(await readFile("image.${name.toLowerCase()}"))`,
    )
  }
  return rich({ [mimeType]: text ?? bytes?.toString("base64") }, `${name} image`, metadata)
}

function bytesOf(image: unknown): Buffer | undefined {
  if (ArrayBuffer.isView(image)) return Buffer.from(image.buffer, image.byteOffset, image.byteLength)
  return image instanceof ArrayBuffer ? Buffer.from(image) : undefined
}
