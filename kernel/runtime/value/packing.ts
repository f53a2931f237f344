import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from "node:zlib"
import { promisify } from "node:util"
import { ResultDamagedError } from "./errors.ts"
import type { ValueReference } from "../../model/valueReference.ts"
import { errorMessage } from "../../errorMessage.ts"

/** Bytes as they are kept. */
export interface Packed {
  encoding: ValueReference["encoding"]
  bytes: Uint8Array
}

/** Below this, in bytes, compression isn't tried. */
const smallest = 1024
/** Compression has to leave at most this share. */
const worthwhile = 0.9
/** Up to this size, in bytes, compressing here is faster than going through another thread. */
const syncLimit = 64 * 1024
/** Above this size, in bytes, samples decide whether to try at all. */
const sampleLimit = 1 << 20
const sampleSize = 32 * 1024
const sampleCount = 4
/** Above this size, in bytes, Node can't compress in one call. */
const largest = 2 ** 31 - 1
/** Up to this size, in bytes, packed bytes may stand for as much as they like. */
const alwaysAffordable = 2 ** 27
/**
 * What one byte stands for at most above that. What packs better is kept as it is, so that nobody can give away a small file
 * that fills the memory.
 */
const steepest = 100

const parameters = { [constants.ZSTD_c_compressionLevel]: 1 }
const compressElsewhere = promisify(zstdCompress)
const decompressElsewhere = promisify(zstdDecompress)

/** Compresses bytes when that pays. Equal bytes are packed equally, in every process of this version of Node. */
export async function pack(bytes: Uint8Array): Promise<Packed> {
  if (bytes.length < smallest || bytes.length > largest) return { encoding: "raw", bytes }
  if (bytes.length > sampleLimit && !samplePays(bytes)) return { encoding: "raw", bytes }
  const compressed =
    bytes.length <= syncLimit
      ? zstdCompressSync(bytes, { params: parameters })
      : await compressElsewhere(bytes, { params: parameters, chunkSize: chunkSize(bytes.length) })
  return pays(compressed.length, bytes.length) && isAffordable(compressed.length, bytes.length)
    ? { encoding: "zstd", bytes: compressed }
    : { encoding: "raw", bytes }
}

/**
 * The bytes before packing.
 * @param file what they are called in the error's message
 * @throws {ResultDamagedError} when they aren't what `reference` says
 */
export async function unpack(packed: Uint8Array, reference: ValueReference, file: string): Promise<Uint8Array> {
  const { size } = reference
  const bytes = reference.encoding === "raw" ? packed : await decompress(packed, reference, file)
  if (bytes.length === size) return bytes
  throw new ResultDamagedError(reference.hash, `${file} unpacks to ${bytes.length} bytes instead of ${size}`)
}

async function decompress(packed: Uint8Array, { size, hash }: ValueReference, file: string): Promise<Uint8Array> {
  if (!(size >= 0 && size <= largest && isAffordable(packed.length, size))) {
    throw new ResultDamagedError(hash, `${file} would unpack from ${packed.length} bytes to ${size}`)
  }
  // The limit keeps damaged bytes from filling the memory.
  const options = { maxOutputLength: Math.max(size, 1), chunkSize: chunkSize(size) }
  try {
    return size <= syncLimit ? zstdDecompressSync(packed, options) : await decompressElsewhere(packed, options)
  } catch (error) {
    const reason = errorMessage(error)
    throw new ResultDamagedError(hash, `${file} can't be unpacked (${reason})`, { cause: error })
  }
}

/** Few large steps; Node's own choice of 16 KiB goes through a thread for each. */
function chunkSize(size: number): number {
  return Math.min(Math.max(size, 1024), 1 << 24)
}

function isAffordable(packedSize: number, size: number): boolean {
  return size <= alwaysAffordable || size <= packedSize * steepest
}

function pays(packedSize: number, size: number): boolean {
  return packedSize <= size * worthwhile
}

function samplePays(bytes: Uint8Array): boolean {
  const stride = Math.floor((bytes.length - sampleSize) / (sampleCount - 1))
  let packedSize = 0
  for (let index = 0; index < sampleCount; index++) {
    const sample = bytes.subarray(index * stride, index * stride + sampleSize)
    packedSize += zstdCompressSync(sample, { params: parameters }).length
  }
  return pays(packedSize, sampleCount * sampleSize)
}
