import type { FlowContext } from "./context.ts"
import type { AttemptEnd } from "./ports.ts"

/**
 * Forgets a result whose bytes turned out to be wrong when an attempt read them, so that the next run computes it again: a
 * look-up alone doesn't read what looks unchanged.
 */
export async function forgetDamaged({ ports }: FlowContext, { outcome }: AttemptEnd): Promise<void> {
  if (outcome.kind === "damaged") await ports.store.dropResult(outcome.hash)
}
