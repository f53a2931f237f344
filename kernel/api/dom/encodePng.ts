import { crc32, deflateSync } from "node:zlib"

/** An image: red, green, blue and opacity of each pixel, row by row. */
export interface Pixels {
  width: number
  height: number
  data: Uint8ClampedArray
}

const signature = Buffer.from("89504e470d0a1a0a", "hex")
const bitsOfChannel = 8
const redGreenBlueOpacity = 6

/** An image as a PNG file. A canvas without pixels is one of a single see-through pixel, as PNG knows none without. */
export function encodePng({ width, height, data }: Pixels): Buffer {
  if (width === 0 || height === 0) return encodePng({ width: 1, height: 1, data: new Uint8ClampedArray(4) })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([bitsOfChannel, redGreenBlueOpacity], 8)
  // Each row begins with a byte for its filter: none.
  const rows = Buffer.alloc(height * (4 * width + 1))
  for (let row = 0; row < height; row++) {
    rows.set(data.subarray(4 * width * row, 4 * width * (row + 1)), row * (4 * width + 1) + 1)
  }
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(content.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}
