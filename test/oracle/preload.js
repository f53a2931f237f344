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

Object.defineProperty(globalThis, "oracleFailed", {
  /** @param {string} task @param {unknown} error */
  value: (task, error) => writeSync(thrownTo, `${JSON.stringify({ task, message: messageOf(error) })}\n`),
})

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}

process.on("uncaughtExceptionMonitor", (error) => {
  writeSync(thrownTo, JSON.stringify({ message: messageOf(error) }))
})
