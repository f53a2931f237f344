import { keepCompiled } from "../compileCache.ts"

keepCompiled()
// Ctrl-C in the terminal of a front end reaches the kernel as well, also before there is anything to interrupt.
process.on("SIGINT", () => undefined)
await import("./start.ts")
