import { existsSync, readFileSync, realpathSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { buffer } from "node:stream/consumers"
import { convert, type Converted, type ConvertRequest } from "../../convert/convert.ts"
import { fileKinds, kindOfFile, sourceKinds, type FileKind } from "../../convert/fileKind.ts"
import { formatNote } from "../../convert/note.ts"
import { NotTextError, textOf } from "../../notebook/bytes.ts"
import { JupyterNotebookError } from "../../notebook/ipynb.ts"
import { exitCodes, UsageError } from "../exit.ts"
import { problemLines, shortPath } from "../format/problems.ts"
import { fileAt, findNotebook } from "../notebookFile.ts"
import { printLines, warnLines } from "../output.ts"
import { replaceFile } from "../replaceFile.ts"
import { fileErrorMessage } from "../../errorMessage.ts"
import { makeFolder } from "../../makeFolder.ts"
import { placeStore } from "../../store/places.ts"

export interface ConvertOptions {
  /** Folder of the store, where it isn't the one beside the notebook. */
  store?: string
  /** False with `--no-outputs`. */
  outputs: boolean
  run?: string
  /** A page for people who don't code. */
  report?: boolean
  force?: boolean
  /** The notebook's text comes on standard input; FROM says what it is, and where it belongs. */
  stdin?: boolean
}

/** `tsnb convert` */
export async function convertFile(from: string, to: string, options: ConvertOptions): Promise<number> {
  const { outputs, run, report: isReport, force = false, stdin = false, store } = options
  if (store !== undefined) placeStore(store)
  const fromKind = kindOf(from, sourceKinds, "read a notebook from")
  const toKind = kindOf(to, fileKinds, "write a notebook to")
  const target = resolve(to)
  const source = stdin ? resolve(from) : fromKind === "tsnb" ? findNotebook(from) : resolve(from)
  refuseTarget(source, target, force)
  const text = stdin ? decode(source, await buffer(process.stdin)) : readText(source)
  const request = {
    from: source,
    fromKind,
    text,
    to: target,
    toKind,
    withOutputs: outputs,
    ...(run !== undefined && { run }),
    ...(isReport !== undefined && { report: isReport }),
  }
  const converted = await converting(request)
  write(target, converted.text)
  report(converted, target)
  return exitCodes.completed
}

function kindOf(path: string, kinds: readonly FileKind[], use: string): FileKind {
  const kind = kindOfFile(path)
  if (kind !== undefined && kinds.includes(kind)) return kind
  const endings = kinds.map((one) => `.${one}`)
  const known = `${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}`
  throw new UsageError(`tsnb can't ${use} '${path}'. Use a file that ends in ${known}.`)
}

function refuseTarget(source: string, target: string, force: boolean): void {
  const found = fileAt(target)
  if (found?.isDirectory()) throw new UsageError(`${shortPath(target)} is a folder. Name the file to make in it.`)
  if (isSameFile(source, target)) throw new UsageError("The notebook can't be converted to its own file.")
  if (found && !force) {
    throw new UsageError(`${shortPath(target)} is there already. Choose another name, or add --force to replace it.`)
  }
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => (fileAt(path) ? realpathSync(path) : path))
  return first === second
}

function readText(path: string): string {
  const found = fileAt(path)
  if (!found) throw new UsageError(`There is no notebook ${shortPath(path)}.`)
  if (found.isDirectory()) throw new UsageError(`${shortPath(path)} is a folder, not a notebook.`)
  try {
    return decode(path, readFileSync(path))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${shortPath(path)} can't be read: ${fileErrorMessage(error)}`, { cause: error })
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return textOf(bytes)
  } catch (error) {
    if (!(error instanceof NotTextError)) throw error
    throw new UsageError(`${shortPath(path)}: ${error.message}`, { cause: error })
  }
}

/** Where the path is a link to a file, that file is replaced, and the link stays. */
function write(target: string, text: string): void {
  try {
    makeFolder(dirname(target))
    replaceFile(existsSync(target) ? realpathSync(target) : target, text)
  } catch (error) {
    const what = `${shortPath(target)} can't be written: ${fileErrorMessage(error)}`
    throw new UsageError(`${what}. Choose another place for it.`, { cause: error })
  }
}

async function converting(request: ConvertRequest): Promise<Converted> {
  try {
    return await convert(request)
  } catch (error) {
    if (!(error instanceof JupyterNotebookError)) throw error
    throw new UsageError(`${shortPath(request.from)} can't be converted: ${error.message}.`, { cause: error })
  }
}

function report({ notes, problems }: Converted, target: string): void {
  warnLines(notes.map((note) => `warning: ${formatNote(note)}`))
  warnLines(problemLines(target, problems))
  printLines([`Wrote ${shortPath(target)}.`])
}
