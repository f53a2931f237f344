import type { CellOutput } from "../../model/cellOutput.ts"
import type { Parent } from "../wire/message.ts"
import type { Publisher } from "../sockets/publisher.ts"

/** Shows what a cell shows at all front ends. */
export function publishOutput(publisher: Publisher, parent: Parent, output: CellOutput): void {
  switch (output.kind) {
    case "stream":
      publisher.print(parent, output.stream, output.text)
      return
    case "display":
    case "update": {
      const { data, metadata = {}, displayId } = output
      const transient = displayId === undefined ? {} : { display_id: displayId }
      const type = output.kind === "display" ? "display_data" : "update_display_data"
      publisher.publish({ type, content: { data, metadata, transient }, parent })
      return
    }
    case "clear":
      publisher.publish({ type: "clear_output", content: { wait: output.wait }, parent })
  }
}
