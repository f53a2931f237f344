import { AsyncLocalStorage } from "node:async_hooks"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as api from "../api/index.ts"
import { offerBridge } from "../api/bridge.ts"
import { apiNames } from "../cell/ambient.ts"
import { ClassFinder } from "./classes.ts"
import { captureConsole, captureStreams } from "./console.ts"
import { mimeBundleOf } from "./displayed.ts"
import { reportError } from "./errorReport.ts"
import { evaluate, Scope, type EvaluationTools } from "./evaluate.ts"
import type { Evaluate, FromProcess, Initialise, Outcome, Response } from "./messages.ts"
import { ProgressThrottle } from "./progress.ts"
import { Scripts } from "./script.ts"
import { SubflowRequests } from "./subflowRequests.ts"
import { startTracing } from "./trace/index.ts"
import { ResultFolder } from "./value/resultFolder.ts"

/** What a session or worker process can be asked. */
export interface Runtime {
  evaluate(request: Evaluate): Promise<void>
  respond(response: Response): void
}

function send(message: FromProcess): void {
  process.send?.(message)
}
