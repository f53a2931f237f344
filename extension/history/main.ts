import { Disposable, type Event, type LogOutputChannel, type NotebookDocument } from "vscode"
import type { RunsOnCells } from "../commands/runOutputs.ts"
import type { FlowsOfNotebooks } from "../commands/flowCommands.ts"
import { registerRunsCommands, type RunsCommandParts } from "./commands.ts"
import { RunsView } from "./runsView.ts"
import { RunTexts } from "./runText.ts"

/** The history of runs in the side bar. */
export function startHistory(
  program: string,
  flows: FlowsOfNotebooks & RunsOnCells & { readonly onChanged: Event<NotebookDocument> },
  panels: RunsCommandParts["panels"],
  log: LogOutputChannel,
): Disposable {
  const view = new RunsView(program, log)
  const texts = new RunTexts(program)
  return Disposable.from(
    view,
    texts,
    registerRunsCommands({ view, flows, panels, cells: flows, program, log }),
    // Sooner than the stores' files tell of it.
    flows.onChanged(() => view.refresh()),
    view.onRefreshed(() => texts.refresh()),
  )
}
