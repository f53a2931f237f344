import { expect, test } from "vitest"
import type { ArtifactMade, FlowEvent } from "../../../kernel/flow/events.ts"
import { foldEvents } from "../../../kernel/flow/runView.ts"
import { runsBehind, shownArtifacts, type RunArtifacts } from "../../../webview/results/shownArtifacts.ts"

const base = { time: 1, attempt: 1 }

function artifact(run: string, task: string, text: string, element?: number): ArtifactMade {
  const place = element === undefined ? { task } : { task, element }
  return { ...base, type: "artifactMade", run, ...place, artifact: { kind: "markdown", text } }
}

function runOf(events: readonly FlowEvent[]): RunArtifacts {
  return { view: foldEvents(events), artifacts: events.filter((event) => event.type === "artifactMade") }
}

test("what came from the cache shows what it left when it was computed", () => {
  const run = "second"
  const second = runOf([
    { type: "taskStateChanged", run, task: "plot", ...base, state: "cached", cachedFrom: "first" },
    { type: "taskStateChanged", run, task: "each", element: 0, ...base, state: "running" },
    artifact(run, "a hook", "told at the end"),
    artifact(run, "each", "new", 0),
    {
      type: "taskStateChanged",
      run,
      task: "each",
      element: 1,
      ...base,
      state: "cached",
      cachedFrom: "first",
      cachedAs: { task: "every", element: 0 },
    },
    { type: "taskStateChanged", run, task: "gone", ...base, state: "cached", cachedFrom: "cleaned" },
  ])
  const first = runOf([
    artifact("first", "other", "not this"),
    artifact("first", "plot", "a plot"),
    artifact("first", "every", "an element", 0),
    artifact("first", "every", "another element", 1),
  ])
  expect([...runsBehind(second.view)]).toEqual(["first", "cleaned"])
  const shown = shownArtifacts(second, (id) => (id === "first" ? first : undefined))
  const texts = shown.map(({ task, element = "", artifact: made }) => [
    `${task}${element}`,
    made.kind === "markdown" ? made.text : made.kind,
  ])
  expect(texts).toEqual([
    ["plot", "a plot"],
    ["each0", "new"],
    ["each1", "an element"],
    ["a hook", "told at the end"],
  ])
})
