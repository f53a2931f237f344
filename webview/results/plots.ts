import type { ArtifactMade, Displayed, FlowEvent } from "../../kernel/flow/events.ts"
import { taskRunLabel } from "../../kernel/flow/events.ts"

/** Images that cells display, best first. */
const imageTypes = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"]

/** The images among what cells displayed, as artifacts, in the order in which they came; of one that was replaced the last. */
export function displayedImages(events: readonly FlowEvent[]): readonly ArtifactMade[] {
  const images = new Map<string, ArtifactMade>()
  for (const event of events) {
    const image = event.type === "displayed" ? imageOf(event) : undefined
    if (event.type !== "displayed" || !image) continue
    const { run, time, attempt, task, element, elementLabel, displayId } = event
    const place = {
      task,
      ...(element !== undefined && { element }),
      ...(elementLabel !== undefined && { elementLabel }),
    }
    const key = `${taskRunLabel(event)} ${displayId ?? images.size}`
    images.set(key, { run, time, attempt, type: "artifactMade", artifact: image, ...place })
  }
  return [...images.values()]
}

function imageOf({ data }: Displayed): ArtifactMade["artifact"] | undefined {
  for (const mimeType of imageTypes) {
    const image = data[mimeType]
    if (typeof image !== "string") continue
    return { kind: "image", mimeType, base64: mimeType === "image/svg+xml" ? base64Of(image) : image }
  }
  return undefined
}

function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""))
}
