import { join } from "node:path"
import { runKernel } from "../../kernel/jupyter/program.ts"
import { ScriptNotebook } from "./scriptNotebook.ts"

// A kernel as a process, in which cells can look at the kernel itself.
await runKernel(process.argv.slice(2), join(process.cwd(), "a.tsnb"), () => Promise.resolve(new ScriptNotebook()))
