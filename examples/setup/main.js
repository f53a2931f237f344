// Starts the setup step. It is JavaScript, so that Node can be told to keep what it makes of TypeScript before it sees
// any: the second time the step takes half as long.
import { enableCompileCache } from "node:module"

enableCompileCache()
await import("./prepare.ts")
