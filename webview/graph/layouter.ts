import ELK from "elkjs/lib/elk-api.js"
import workerSource from "tsnb:layout-worker"
import { layoutInput, type Direction, type OpenSubflows } from "./layoutInput.ts"
import { layoutResult, type Layout } from "./layoutResult.ts"
import { quickLayout } from "./quickLayout.ts"
import type { Shape } from "../model/graphShape.ts"

/** Beyond this many boxes, a careful layout takes longer than anybody waits. */
const maxCareful = 1_500
/** Up to so many boxes, it is there as soon as anybody looks. */
const maxAtOnce = 100

let elk: InstanceType<typeof ELK> | undefined

/** Starts elkjs in a worker of its own, unless it has been: by the time that a graph is here, it can be used. */
export function startLayouter(): InstanceType<typeof ELK> {
  elk ??= new ELK({
    workerFactory: () => {
      const address = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }))
      const worker = new Worker(address)
      URL.revokeObjectURL(address)
      return worker
    },
  })
  return elk
}

/** Whether a person would wait for a shape's layout. */
export function takesLong({ nodes }: Shape): boolean {
  return nodes.length > maxAtOnce && nodes.length <= maxCareful
}

/** Finds places for everything in a shape, without holding up the page. */
export async function layOut(shape: Shape, direction: Direction, subflows: OpenSubflows): Promise<Layout> {
  if (shape.nodes.length > maxCareful) return quickLayout(shape, direction)
  return layoutResult(await startLayouter().layout(layoutInput(shape, direction, subflows)))
}
