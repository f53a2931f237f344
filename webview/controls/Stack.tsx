import type { ErrorReport } from "../../kernel/model/errorReport.ts"
import { usePanel } from "../model/useModel.ts"
import { placeIn } from "../model/places.ts"

/** An error with its stack. Lines of the notebook lead to their cells. */
export function Stack({ error }: { error: ErrorReport }) {
  const { name, message, stack = `${name}: ${message}` } = error
  return (
    <pre className="stack">
      {stack.split("\n").map((line, index) => (
        // Lines have no names of their own, and never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <StackLine key={index} text={line} />
      ))}
    </pre>
  )
}

function StackLine({ text }: { text: string }) {
  const model = usePanel()
  const name = model.notebook?.name ?? ""
  const place = placeIn(text, name)
  if (!place) return <>{`${text}\n`}</>
  return (
    <>
      {text.slice(0, place.start)}
      <button type="button" className="link" onClick={() => model.tell({ type: "reveal", line: place.line })}>
        {text.slice(place.start, place.end)}
      </button>
      {`${text.slice(place.end)}\n`}
    </>
  )
}
