import type { ArtifactMade } from "../../kernel/flow/events.ts"
import { taskRunLabel } from "../../kernel/flow/events.ts"
import type { RunView } from "../../kernel/flow/runView.ts"

/** A run's view and artifacts, as far as they are known. */
export interface RunArtifacts {
  view: RunView
  artifacts: readonly ArtifactMade[]
}

/** The runs that computed what a run took from the cache. */
export function runsBehind({ taskRuns }: RunView): ReadonlySet<string> {
  return new Set([...taskRuns.values()].flatMap(({ cachedFrom }) => cachedFrom ?? []))
}

/**
 * What the tasks of a run left for people to look at: for those that came from the cache, what they left when they were
 * computed. In the order in which the run took them up.
 * @param earlier gives a run that computed something; undefined where it isn't known
 */
export function shownArtifacts(
  { view, artifacts }: RunArtifacts,
  earlier: (run: string) => RunArtifacts | undefined,
): readonly ArtifactMade[] {
  const own = Map.groupBy(artifacts, taskRunLabel)
  const ofOthers = artifacts.filter((event) => !view.taskRuns.has(taskRunLabel(event)))
  const ofTasks = [...view.taskRuns.values()].flatMap((taskRun) => {
    const { task, element, elementLabel, cachedFrom, cachedAs = taskRun } = taskRun
    if (cachedFrom === undefined) return own.get(taskRunLabel(taskRun)) ?? []
    const then = taskRunLabel(cachedAs)
    const made = earlier(cachedFrom)?.artifacts.filter((event) => taskRunLabel(event) === then) ?? []
    const place = {
      task,
      ...(element !== undefined && { element }),
      ...(elementLabel !== undefined && { elementLabel }),
    }
    return made.map(({ run, time, type, attempt, artifact }) =>
      Object.assign({ run, time, type, attempt, artifact }, place),
    )
  })
  // Plain cells and hooks.
  return [...ofTasks, ...ofOthers]
}
