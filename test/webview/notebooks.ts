/** A notebook with a code cell for each text. */
export function notebookText(...cells: readonly string[]): string {
  return cells.map((cell) => `// %%\n${cell}\n`).join("\n")
}

/** Seven tasks as people have them: they print, progress, fan out, and one fails until a file says otherwise. */
export const weather: string = notebookText(
  `// @parameters
/** First day to read */
const firstDay = new Date("2024-05-01")
/** How many readings each station gives */
const count: number = 20
/** How readings are put together */
const method: "mean" | "median" = "mean"
/** Stations to read */
const stations = ["north", "south", "harbour"]
/** Whether to print each reading */
const verbose = false`,
  `import { progress, artifact } from "tsnb"`,
  `function summary(values: number[]) { return method === "mean" ? values.reduce((a, b) => a + b, 0) / values.length : values[0] }`,
  `// @task readStation for="station of stations" tags=["read"]
const readings = Array.from({ length: count }, (_, index) => station.length * 10 + index)
console.log(\`\\u001b[32m\${station}\\u001b[0m: \${readings.length} readings since \${firstDay.toISOString()}\`)`,
  `// @task readCalendar tags=["read"]
const holidays = ["2024-05-01"]
console.debug("one holiday")`,
  `// @task merge
const all = readings.flat()
for (let done = 1; done <= 5; done++) progress(done, 5, "merging " + done)
const table = { rows: all.length, holidays: holidays.length }`,
  `// @task summarise
const average = summary(all)
console.warn("only", all.length, "readings")
artifact.markdown("## Average\\n**" + average.toFixed(1) + " °C** of " + all.length + " readings, see [the source](https://example.org/)")
artifact.table([{ station: "north", readings: count }, { station: "south", readings: count }], "Readings")`,
  `// @task checkTheLongNamedConditionThatNeverHoldsInPractice retries=1 retryDelay=1ms
import { existsSync } from "node:fs"
const isGood = existsSync("good")
if (!isGood) throw new Error("the readings of " + table.rows + " hours can't be right")`,
  `// @task report
const text = isGood ? "good: " + average : "bad"`,
  `// @task plot
const svgText = "<svg>" + average + "</svg>"`,
)

/** Tasks in layers, each of which reads from up to three of the layer before. */
export function layered(layers: number, width: number): string {
  const cells: string[] = []
  for (let layer = 0; layer < layers; layer++) {
    for (let place = 0; place < width; place++) {
      const before = [place, (place * 7 + 3) % width].map((other) => `v${layer - 1}_${other}`)
      const value = layer === 0 ? String(place) : [...new Set(before)].join(" + ")
      cells.push(`// @task step${layer}x${place}\nconst v${layer}_${place} = ${value}`)
    }
  }
  return notebookText(...cells)
}
