#!/usr/bin/env node
// Runs the command line on Node 24, whatever Node started it: this file keeps to syntax that Node 14 understands.
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { constants } from "node:os"
import module from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const oldest = 24

if (majorOf(process.versions.node) >= oldest) start()
else startOn(installedNode())

function start() {
  if (process.env.TSNB_DEBUG) process.setSourceMapsEnabled(true)
  import("../dist/main.js").catch((error) => {
    if (!existsSync(new URL("../dist/main.js", import.meta.url))) {
      fail("tsnb isn't built yet. Run `npm run build` in its folder.")
    } else {
      throw error
    }
  })
}

function startOn(binary) {
  if (!binary) {
    fail(
      "tsnb needs Node " +
        oldest +
        " or newer; this is Node " +
        process.versions.node +
        ". " +
        "Run `npm install --save-dev node@" +
        oldest +
        "` beside tsnb, or install it from https://nodejs.org.",
    )
    return
  }
  // Heard before there is a child, so that none is left behind. A terminal sends Ctrl-C to the child as well: it takes two
  // of the same within a moment as one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  const program = fileURLToPath(new URL("launched.js", import.meta.url))
  const child = spawn(binary, [...process.execArgv, program, ...process.argv.slice(2)], {
    // The last one is a pipe by whose end the child knows that this process has ended, even by `kill -9`.
    stdio: ["inherit", "inherit", "inherit", "pipe"],
  })
  // It breaks when the child ends first, whose exit is told below.
  child.stdio[3].on("error", () => undefined)
  child.once("error", (error) => fail("tsnb could not start " + binary + ": " + error.message))
  child.once("exit", (code, signal) => {
    process.exitCode = signal ? 128 + (constants.signals[signal] || 0) : code
    if (!signal) return
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** The binary of the npm package `node`, if it is installed and new enough. */
function installedNode() {
  let manifest
  try {
    manifest = module.createRequire(import.meta.url).resolve("node/package.json")
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return undefined
    throw error
  }
  if (majorOf(JSON.parse(readFileSync(manifest, "utf8")).version) < oldest) return undefined
  const names = process.platform === "win32" ? ["node.exe", "node"] : ["node"]
  return names.map((name) => join(dirname(manifest), "bin", name)).find((file) => existsSync(file))
}

function majorOf(version) {
  return Number(version.split(".")[0])
}

function fail(message) {
  console.error(message)
  process.exitCode = 2
}
