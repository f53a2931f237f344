import childProcess from "node:child_process"
import { syncBuiltinESMExports } from "node:module"

/* Keeps the unit tests fast: one that starts a process fails, and belongs among the others. */
for (const name of ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"]) {
  Reflect.set(childProcess, name, () => {
    throw new Error("A unit test starts no process: add its file to `slowTests` in vitest.unit.config.ts")
  })
}
syncBuiltinESMExports()
