import { keepCompiled } from "./compileCache.ts"

keepCompiled()
const { runCommandLine } = await import("./cli/commandLine.ts")

process.exitCode = await runCommandLine(process.argv.slice(2))
