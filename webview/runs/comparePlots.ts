import type { Artifact } from "../../kernel/api/types.ts"
import { taskRunTitle, type ArtifactMade } from "../../kernel/flow/events.ts"

/** A plot of one run beside the same one of another. */
export interface ComparedPlot {
  /** The task that drew it, and which of its plots it is. */
  name: string
  one: Artifact | undefined
  other: Artifact | undefined
}

/** The images of two runs in pairs: of the same task, and in the same place among its images. */
export function comparePlots(one: readonly ArtifactMade[], other: readonly ArtifactMade[]): readonly ComparedPlot[] {
  const [first, second] = [imagesByName(one), imagesByName(other)]
  return [...new Set([...first.keys(), ...second.keys()])].map((name) => ({
    name,
    one: first.get(name),
    other: second.get(name),
  }))
}

function imagesByName(events: readonly ArtifactMade[]): ReadonlyMap<string, Artifact> {
  const images = new Map<string, Artifact>()
  const counts = new Map<string, number>()
  for (const event of events) {
    if (event.artifact.kind !== "image") continue
    const title = taskRunTitle(event)
    const count = (counts.get(title) ?? 0) + 1
    counts.set(title, count)
    images.set(count === 1 ? title : `${title} (${count})`, event.artifact)
  }
  return images
}
