// Loaded before a script of the oracle: lets it say which cell begins, and tells what ended it.
import { writeSync } from "node:fs"

const { stdout, stderr } = process
const thrownTo = 3

Object.defineProperty(globalThis, "oracleCell", {
  /** @param {string} mark */
  value: (mark) => {
    for (const stream of [stdout, stderr]) stream.write(`\u0001${mark}\n`)
  },
})

process.on("uncaughtExceptionMonitor", (error) => {
  const message = error instanceof Error ? error.message : String(error)
  writeSync(thrownTo, JSON.stringify(message))
})
