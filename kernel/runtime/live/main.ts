import { keepCompiled } from "../../compileCache.ts"

keepCompiled()
await import("./program.ts")
