import type { FlowEvent, UnfinishedLine } from "../../flow/events.ts"

/** A way of showing a flow run while it goes on: it is told every event, those of subflows too. */
export interface Reporter {
  onEvent(event: FlowEvent): void
  /** Shows what there is of a line that goes on; what writes only whole lines lacks this. */
  onUnfinished?(line: UnfinishedLine): void
  /**
   * Shows something that is no event, such as that a cancellation is under way.
   * @param stays whether people should still see it when the run is over
   */
  note(text: string, stays?: boolean): void
  /** Shows what is still to be shown and gives the terminal back. */
  close(): void
}

/** Takes text with its line ends; what `process.stdout.write` does. */
export type Write = (text: string) => void
