const units = ["KB", "MB", "GB", "TB"]

/** A number of bytes as people read it: `812 B`, `1.5 KB`, `23 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  let [size, unit] = [bytes / 1_000, 0]
  // Rounded first: 999.96 KB reads as 1 MB.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000
    unit += 1
  }
  return `${size < 10 ? Number(size.toFixed(1)) : Math.round(size)} ${units[unit]}`
}
