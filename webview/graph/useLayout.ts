import { useEffect, useMemo, useState } from "react"
import type { RunView, TaskRunView } from "../../kernel/flow/runView.ts"
import type { PanelModel } from "../model/panelModel.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { flowElements, type FlowElements } from "./flowElements.ts"
import { layOut, takesLong } from "./layouter.ts"
import type { Direction, OpenSubflows } from "./layoutInput.ts"
import type { Layout } from "./layoutResult.ts"
import { quickLayout } from "./quickLayout.ts"
import { groupLayers, groupTags } from "./groups.ts"
import { shapeOfNotebook, shapeOfRun, type Shape } from "../model/graphShape.ts"
import { errorMessage } from "../../kernel/errorMessage.ts"

/** A graph that has its places. */
export interface PlacedGraph extends FlowElements {
  shape: Shape
  direction: Direction
  /** Better places are being looked for. */
  isRough: boolean
}

/** What there is to draw, with one box for the tasks of a group. */
export function useShape(): Shape | undefined {
  const whole = useWholeShape()
  const { collapsedTags, openLayers } = useModel((model) => model.ui)
  return useMemo(() => {
    if (!whole) return undefined
    const tagged = groupTags(whole, collapsedTags)
    return openLayers ? groupLayers(tagged, openLayers) : tagged
  }, [whole, collapsedTags, openLayers])
}

/** What there is to draw, box by box: today's notebook, or the tasks of an earlier run as they were. */
export function useWholeShape(): Shape | undefined {
  const notebook = useModel((model) => model.notebook)
  const outline = useModel((model) => (model.isEarlier ? model.shown?.view.outline : undefined))
  const showCells = useModel(({ ui }) => ui.showCells)
  return useMemo(() => {
    if (!notebook) return undefined
    return outline ? shapeOfRun(outline) : shapeOfNotebook(notebook, showCells)
  }, [notebook, outline, showCells])
}

/**
 * The graph in its places, which are only looked for when the shape is another.
 * Until they are found, what was there stays.
 */
export function usePlacedGraph(shape: Shape | undefined, direction: Direction): PlacedGraph | undefined {
  const model = usePanel()
  const openText = useModel((model) => JSON.stringify(openRuns(model)))
  const subflows = useMemo(() => subflowShapes(model), [model, openText])
  const key = useMemo(
    () =>
      shape &&
      JSON.stringify([direction, outlineOf(shape), [...subflows].map(([id, inner]) => [id, outlineOf(inner)])]),
    [shape, direction, subflows],
  )
  const [placed, setPlaced] = useState<{ key: string; layout: Layout; isRough: boolean }>()
  useEffect(() => {
    if (!shape || key === undefined) return undefined
    let isWanted = true
    // Something to look at, while there is nothing else.
    const isRough = !placed && takesLong(shape)
    if (isRough) setPlaced({ key, layout: quickLayout(shape, direction), isRough })
    const find = async (): Promise<void> => {
      if (isRough) await painted()
      const layout = await place(model, shape, direction, subflows)
      if (isWanted && layout) setPlaced({ key, layout, isRough: false })
    }
    void find()
    return () => {
      isWanted = false
    }
    // What decides is the key: shapes that are drawn alike need no other places.
  }, [key])
  return useMemo(() => {
    if (!shape || !placed || placed.key !== key) return undefined
    const runs = new Map(openRuns(model))
    return {
      shape,
      direction,
      isRough: placed.isRough,
      ...flowElements(shape, placed.layout, direction, subflows, (id) => runs.get(id)),
    }
  }, [shape, placed, key])
}

/** Resolves when what was drawn has been painted; in a page that can't be seen, when it can. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
}

async function place(
  model: PanelModel,
  shape: Shape,
  direction: Direction,
  subflows: OpenSubflows,
): Promise<Layout | undefined> {
  try {
    return await layOut(shape, direction, subflows)
  } catch (error) {
    model.warn(`The graph can't be drawn: ${errorMessage(error)}`)
    return undefined
  }
}

/** What of a shape decides over places. */
function outlineOf({ nodes, edges }: Shape): unknown {
  return [nodes.map(({ id, kind, label }) => [id, kind, label]), edges.map(({ id }) => id)]
}

/** The runs of the subflows that are open, by the ids of their tasks' boxes. */
function openRuns(model: PanelModel): readonly (readonly [id: string, run: string])[] {
  const { shown } = model
  if (!shown) return []
  return model.ui.openSubflows.flatMap((id) => {
    const run = subflowOf(model, shown.id, id)
    return run === undefined || model.record(run)?.view.outline.length === 0 ? [] : [[id, run] as const]
  })
}

/**
 * The newest run that the task of a box asked for; when it came from the cache, that which it asked for when it was computed.
 * A box within an open subflow's belongs to that one's run.
 */
export function subflowOf(model: PanelModel, run: string, id: string): string | undefined {
  const parts = id.split("/")
  let found: string | undefined = run
  for (const part of parts) {
    if (found === undefined) return undefined
    const task = part.replace(/^task:/u, "")
    const taskRun: TaskRunView | undefined = model.record(found)?.view.taskRuns.get(task)
    const then: string = taskRun?.cachedAs?.task ?? task
    found = model.subflowsOf(taskRun?.cachedFrom ?? found).findLast(({ view }) => isOf(view, then))?.id
  }
  return found
}

function isOf({ parentTask }: RunView, task: string): boolean {
  return parentTask === task || parentTask?.startsWith(`${task}[`) === true
}

function subflowShapes(model: PanelModel): OpenSubflows {
  return new Map(openRuns(model).map(([id, run]) => [id, shapeOfRun(model.record(run)?.view.outline ?? [])]))
}
