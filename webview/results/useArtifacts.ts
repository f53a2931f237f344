import { useEffect, useMemo, useState } from "react"
import type { ArtifactMade } from "../../kernel/flow/events.ts"
import type { RunRecord } from "../model/runRecord.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { displayedImages } from "./plots.ts"
import { runsBehind, shownArtifacts } from "./shownArtifacts.ts"

/**
 * The artifacts of a run and the images that its cells displayed; what it took from the cache is looked up in the runs that
 * computed it.
 */
export function useArtifacts(record: RunRecord | undefined): readonly ArtifactMade[] {
  const model = usePanel()
  const version = useModel((one) => (record ? one.record(record.id)?.version : undefined))
  const known = useModel(({ runs }) => runs)
  const behind = useMemo(() => {
    const ids = new Set(known?.map(({ id }) => id))
    return record ? [...runsBehind(record.view)].filter((run) => ids.has(run)) : []
    // The view is one object that changes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [record, version, known])
  const versions = useModel((one) => behind.map((run) => one.record(run)?.version ?? -1).join())
  useEffect(() => {
    for (const run of behind) model.load(run)
  }, [model, behind])
  const images = useImages(record, behind)
  return useMemo(() => {
    if (!record) return []
    const all = ({ id, view, artifacts }: RunRecord) => ({ view, artifacts: [...artifacts, ...(images.get(id) ?? [])] })
    return shownArtifacts(all(record), (run) => {
      const earlier = model.record(run)
      return earlier && all(earlier)
    })
    // oxlint-disable-next-line react/exhaustive-deps
  }, [model, record, version, versions, images])
}

/** What the cells of some runs displayed, by run. */
function useImages(
  record: RunRecord | undefined,
  behind: readonly string[],
): ReadonlyMap<string, readonly ArtifactMade[]> {
  const model = usePanel()
  const [images, setImages] = useState<ReadonlyMap<string, readonly ArtifactMade[]>>(new Map())
  // Of a run that goes on they come one after the other.
  const state = useModel((one) => (record ? one.record(record.id)?.view.state : undefined))
  const runs = record ? [record.id, ...behind].join(" ") : ""
  useEffect(() => {
    let isWanted = true
    const load = async (run: string): Promise<void> => {
      const events: Parameters<typeof displayedImages>[0][number][] = []
      await model.ask({ type: "events", run, after: 0, types: ["displayed"] }, (page) =>
        events.push(...page.map(({ event }) => event)),
      )
      if (isWanted) setImages((before) => new Map(before).set(run, displayedImages(events)))
    }
    for (const run of runs.split(" ")) if (run !== "") void load(run)
    return () => {
      isWanted = false
    }
  }, [model, runs, state])
  return images
}
