import { runIdTime } from "../../store/runId.ts"
import { formatAge } from "./duration.ts"

/** Where cached results come from: `from run mabc12deh8k2q, 2 hours ago`. */
export function formatCachedFrom(run: string, now: number): string {
  const time = runIdTime(run)
  return time === undefined ? `from run ${run}` : `from run ${run}, ${formatAge(time, now)}`
}
