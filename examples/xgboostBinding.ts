import koffi from "koffi"
import { XGBoostLibraryError } from "./xgboostLibraryError.ts"

/** A pointer to something that the library owns. */
export type Handle = bigint

/** The functions of XGBoost's C interface that the notebook uses; each returns 0 when it went well. */
interface Functions {
  XGBGetLastError: () => string
  XGBoostVersion: (major: number[], minor: number[], patch: number[]) => void
  XGDMatrixCreateFromCSR: (
    rowStarts: string,
    indices: string,
    data: string,
    columns: number,
    config: string,
    handle: (Handle | null)[],
  ) => number
  XGDMatrixSetInfoFromInterface: (handle: Handle, field: string, values: string) => number
  XGDMatrixFree: (handle: Handle) => number
  XGBoosterCreate: (matrices: Handle[], count: number, handle: (Handle | null)[]) => number
  XGBoosterFree: (handle: Handle) => number
  XGBoosterSetParam: (handle: Handle, name: string, value: string) => number
  XGBoosterSetAttr: (handle: Handle, name: string, value: string) => number
  XGBoosterUpdateOneIter: (handle: Handle, round: number, train: Handle) => number
  XGBoosterEvalOneIter: (
    handle: Handle,
    round: number,
    matrices: Handle[],
    names: string[],
    count: number,
    text: (string | null)[],
  ) => number
  XGBoosterPredictFromDMatrix: (
    handle: Handle,
    matrix: Handle,
    config: string,
    shape: (Handle | null)[],
    dimensions: (number | null)[],
    predictions: (Handle | null)[],
  ) => number
  XGBoosterSaveModelToBuffer: (
    handle: Handle,
    config: string,
    length: (number | null)[],
    bytes: (Handle | null)[],
  ) => number
  XGBoosterLoadModelFromBuffer: (handle: Handle, bytes: Uint8Array, length: number) => number
}

const prototypes: Readonly<Record<keyof Functions, string>> = {
  XGBGetLastError: "const char *XGBGetLastError()",
  XGBoostVersion: "void XGBoostVersion(_Out_ int *major, _Out_ int *minor, _Out_ int *patch)",
  XGDMatrixCreateFromCSR:
    "int XGDMatrixCreateFromCSR(const char *, const char *, const char *, uint64_t, const char *, _Out_ void **)",
  XGDMatrixSetInfoFromInterface: "int XGDMatrixSetInfoFromInterface(void *, const char *, const char *)",
  XGDMatrixFree: "int XGDMatrixFree(void *)",
  XGBoosterCreate: "int XGBoosterCreate(void **, uint64_t, _Out_ void **)",
  XGBoosterFree: "int XGBoosterFree(void *)",
  XGBoosterSetParam: "int XGBoosterSetParam(void *, const char *, const char *)",
  XGBoosterSetAttr: "int XGBoosterSetAttr(void *, const char *, const char *)",
  XGBoosterUpdateOneIter: "int XGBoosterUpdateOneIter(void *, int, void *)",
  XGBoosterEvalOneIter: "int XGBoosterEvalOneIter(void *, int, void **, const char **, uint64_t, _Out_ const char **)",
  XGBoosterPredictFromDMatrix:
    "int XGBoosterPredictFromDMatrix(void *, void *, const char *, _Out_ void **, _Out_ uint64_t *, _Out_ void **)",
  XGBoosterSaveModelToBuffer: "int XGBoosterSaveModelToBuffer(void *, const char *, _Out_ uint64_t *, _Out_ void **)",
  XGBoosterLoadModelFromBuffer: "int XGBoosterLoadModelFromBuffer(void *, const void *, uint64_t)",
}

/** Thrown when a function of XGBoost fails; the message is XGBoost's own. */
export class XGBoostError extends Error {
  override readonly name = "XGBoostError"
}

/** XGBoost's library, loaded into this process. */
export interface Binding extends Functions {
  /** Where the library's file is. */
  file: string
  /** As in `3.4.1`. */
  version: string
  /**
   * Takes what a function returned.
   * @throws {XGBoostError} when it isn't 0
   */
  check(action: string, status: number): void
}

const bindings = new Map<string, Binding>()

/**
 * Loads the library; once in a process for each file, since it can't be taken out again.
 * @throws {XGBoostLibraryError} when the file isn't XGBoost's library, or too old
 */
export function bind(file: string): Binding {
  const known = bindings.get(file)
  if (known) return known
  // Read by the library once, as it loads: idle threads sleep instead of spinning, which on a busy machine makes
  // training three times as fast. Set without looking, for what a task looks at becomes part of its cache key.
  process.env["OMP_WAIT_POLICY"] = "passive"
  const functions = loadFunctions(file)
  const binding: Binding = {
    ...functions,
    file,
    version: readVersion(functions),
    check(action, status) {
      if (status !== 0) throw new XGBoostError(`XGBoost could not ${action}: ${firstPart(functions.XGBGetLastError())}`)
    },
  }
  bindings.set(file, binding)
  return binding
}

function loadFunctions(file: string): Functions {
  try {
    const library = koffi.load(file)
    const entries = Object.entries(prototypes).map(([name, prototype]) => [name, library.func(prototype)])
    // The table of prototypes has each name of `Functions`, and its C types are those written beside it.
    return Object.fromEntries(entries) as Functions
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new XGBoostLibraryError(
      `${file} can't be used as XGBoost's library (1.7 or newer): ${reason}. ` +
        "Set XGBOOST_LIBRARY to the path of another one." +
        (process.platform === "darwin" ? " It needs libomp, too: `brew install libomp`." : ""),
      { cause },
    )
  }
}

function readVersion(functions: Functions): string {
  const parts: [number[], number[], number[]] = [[0], [0], [0]]
  functions.XGBoostVersion(...parts)
  return parts.flat().join(".")
}

/** The message without the C++ stack trace below it, nor the time and file before it. */
function firstPart(message: string): string {
  const text = message.split(/\n\s*Stack trace:/)[0] ?? message
  return text.replace(/^\[[^\]]*\] \S+:\d+: /, "").trim()
}
