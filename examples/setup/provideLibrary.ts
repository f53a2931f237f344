import { thisPlace, type Place } from "../place.ts"
import { fetchedVersion, findDebianLibrary, findLibrary, type Library } from "../xgboostLibrary.ts"
import { XGBoostLibraryError } from "../xgboostLibraryError.ts"

/**
 * XGBoost's library: found on this machine, else fetched from PyPI, else Debian's old one.
 * @throws {XGBoostLibraryError} when there is none, with the ways to get it
 */
export async function provideLibrary(place: Place = thisPlace): Promise<Library> {
  const found = findLibrary(place)
  if (found) return found
  console.log(`XGBoost's library isn't on this machine: fetching ${fetchedVersion} from PyPI …`)
  let reason: Error
  try {
    // Loaded when it is needed: a run that finds all it needs shouldn't wait for it.
    const { fetchLibrary } = await import("./fetchLibrary.ts")
    await fetchLibrary(place)
    const fetched = findLibrary(place)
    if (fetched) return fetched
    reason = new XGBoostLibraryError("The wheel from PyPI has no library in it")
  } catch (error) {
    if (!(error instanceof Error)) throw error
    reason = error
  }
  const debian = findDebianLibrary(place)
  if (!debian) throw new XGBoostLibraryError(waysToGetIt(reason.message), { cause: reason })
  console.warn(`${reason.message}. Going on with Debian's, an older release that gives a slightly different model.`)
  return debian
}

function waysToGetIt(reason: string): string {
  return [
    `XGBoost's library (libxgboost) isn't on this machine, and could not be fetched: ${reason}. Do one of these:`,
    "  1. install it for Python: `pip install xgboost-cpu` (on macOS `xgboost`), in an active environment",
    "  2. install the system's: `brew install xgboost`, or on Debian and Ubuntu `apt install libxgboost0`",
    "  3. set XGBOOST_LIBRARY to the path of a libxgboost.so, libxgboost.dylib or xgboost.dll that you have",
  ].join("\n")
}
