import { isAbsolute } from "node:path"
import type { HistoryRequest } from "./messages.ts"
import { isObject } from "../isObject.ts"

/**
 * Takes what an editor sent for what it is.
 * @throws {TypeError} when it is no request
 */
export function decodeRequest(data: unknown): HistoryRequest {
  const { type, notebook, tasks, cells, followed, run, task } = isObject(data) ? data : {}
  if (typeof notebook !== "string" || !isAbsolute(notebook))
    throw new TypeError("'notebook' has to be an absolute path")
  if (type === "outputs" && Array.isArray(tasks)) {
    return {
      type,
      notebook,
      tasks: tasks.map(String),
      ...(Array.isArray(cells) && { cells: cells.map(String) }),
      ...(Array.isArray(followed) && { followed: followed.map(String) }),
    }
  }
  if ((type === "events" || type === "run") && typeof run === "string") return { type, notebook, run }
  if (type === "log" && typeof run === "string" && typeof task === "string") return { type, notebook, run, task }
  throw new TypeError(
    "A request is 'outputs' with 'tasks', 'run' or 'events' with 'run', or 'log' with 'run' and 'task'",
  )
}
