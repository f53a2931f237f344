import {
  Archive,
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Flame,
  History,
  LoaderCircle,
  SkipForward,
  TimerOff,
  type LucideIcon,
} from "lucide-react"
import type { State } from "../../kernel/flow/state.ts"

const icons: Readonly<Record<State, LucideIcon>> = {
  pending: CircleDashed,
  queued: Clock,
  running: LoaderCircle,
  retrying: History,
  completed: CircleCheck,
  cached: Archive,
  failed: CircleX,
  timedOut: TimerOff,
  crashed: Flame,
  cancelled: Ban,
  skipped: SkipForward,
}

/** A state as a picture in its colour. The word stands beside it, so that readers of screens pass it over. */
export function StateIcon({ state, size = 16 }: { state: State; size?: number }) {
  const Icon = icons[state]
  return <Icon className={`state-icon state-${state}`} size={size} aria-hidden />
}
