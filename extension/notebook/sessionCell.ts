import { window, type LogOutputChannel, type NotebookCellExecution } from "vscode"
import { interruptedName, sessionDiedName } from "../../kernel/model/cellErrors.ts"
import { KernelGoneError } from "../kernel/errors.ts"
import type { Content } from "../kernel/kernelClient.ts"
import type { RunningKernel } from "../kernel/runningKernel.ts"
import { CellOutputs, type Displays } from "./cellOutputs.ts"
import { kernelIdOf } from "./cells.ts"
import { asError } from "../../kernel/errorMessage.ts"

/** How a cell in the session ended: well, by an error of its own, by a person, or with the session, whose values are gone. */
export type SessionEnd = "completed" | "failed" | "interrupted" | "lost"

/** By the names of the errors that aren't the cell's own. */
const ends: Readonly<Record<string, SessionEnd>> = { [interruptedName]: "interrupted", [sessionDiedName]: "lost" }

/** Runs a cell in the session of a kernel, and shows on it what it shows. */
export async function runInSession(
  execution: NotebookCellExecution,
  { client }: RunningKernel,
  displays: Displays,
  log: LogOutputChannel,
): Promise<SessionEnd> {
  const report = (error: unknown): void => log.warn(String(error))
  const outputs = new CellOutputs(execution, displays, report)
  execution.start(Date.now())
  // What comes next is shown after it, and the cell needn't wait.
  if (execution.cell.outputs.length > 0) execution.clearOutput().then(undefined, report)
  const interrupt = (): void => {
    client.request("control", "interrupt_request", {}).done.catch(report)
  }
  const cancelling = execution.token.onCancellationRequested(interrupt)
  const content = {
    code: execution.cell.document.getText(),
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: true,
    // What else waits is up to the notebook: it knows what depends on this cell.
    stop_on_error: false,
  }
  const observer = {
    onOutput(type: string, shown: Content): void {
      if (type === "execute_input") execution.executionOrder = Number(shown["execution_count"])
      outputs.take(type, shown)
    },
    onInput: askPerson,
  }
  try {
    const request = client.request("shell", "execute_request", content, observer, {
      cellId: kernelIdOf(execution.cell),
    })
    const reply = await request.done
    await outputs.shown()
    const isGood = reply["status"] === "ok"
    execution.end(isGood, Date.now())
    return isGood ? "completed" : (ends[String(reply["ename"])] ?? "failed")
  } catch (error) {
    outputs.take("error", error instanceof KernelGoneError ? goneContent(error) : unexpectedContent(error))
    await outputs.shown()
    execution.end(false, Date.now())
    return "lost"
  } finally {
    cancelling.dispose()
  }
}

/** Shows on a cell why it can't be run. */
export async function showRefusal(
  execution: NotebookCellExecution,
  { name, message }: { name: string; message: string },
  log: LogOutputChannel,
): Promise<void> {
  const outputs = new CellOutputs(execution, new Map(), (error) => log.warn(String(error)))
  execution.start(Date.now())
  await execution.clearOutput()
  outputs.take("error", { ename: name, evalue: message, traceback: [] })
  await outputs.shown()
  execution.end(false, Date.now())
}

function unexpectedContent(error: unknown): Content {
  const { name, message } = asError(error)
  return { ename: name, evalue: `${message}. Run the cell again; the output channel tsnb may tell more`, traceback: [] }
}

function goneContent(error: KernelGoneError): Content {
  return {
    ename: "KernelGone",
    evalue: `${error.message}. Its values are gone; run the cell again to start a new one`,
    traceback: [],
  }
}

async function askPerson(prompt: string, isPassword: boolean): Promise<string> {
  return (await window.showInputBox({ prompt, password: isPassword, ignoreFocusOut: true })) ?? ""
}
