const units = ["kB", "MB", "GB", "TB"]

/** A number of bytes as people read it: `912 bytes`, `1.5 kB`, `14 kB`, `2.5 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`
  let [size, unit] = [bytes / 1_000, 0]
  // Rounded first: 999.96 kB reads as 1 MB.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000
    unit += 1
  }
  return `${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} ${units[unit]}`
}
