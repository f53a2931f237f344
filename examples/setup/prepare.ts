/** Has everything at hand that `taxi.tsnb` needs. Fast when all is there, so `npm run taxi` can run it each time. */
import { join } from "node:path"
import { XGBoostLibraryError } from "../xgboostLibraryError.ts"
import { provideLibrary } from "./provideLibrary.ts"
import { provideTrips, tripSources } from "./provideTrips.ts"

for (const month of ["2023-01", "2023-02"]) {
  console.log(`Trips of ${month}: ${await provideTrips(join(tripSources.data, `green_tripdata_${month}.parquet`))}`)
}
try {
  const { file, origin, version } = await provideLibrary()
  console.log(`XGBoost${version === undefined ? "" : ` ${version}`}, ${origin}: ${file}`)
} catch (error) {
  // What is missing on the machine is no bug to be traced: the message says what to do.
  if (!(error instanceof XGBoostLibraryError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
