import { ChevronDown, ChevronRight } from "lucide-react"
import { useEffect, useState } from "react"
import { formatBytes } from "../../kernel/session/format/bytes.ts"
import type { RunResult } from "../../kernel/session/runResults.ts"
import type { ValuePreview as Preview } from "../../kernel/session/valuePreview.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import { ValuePreview } from "./ValuePreview.tsx"

const simpleTypes: ReadonlySet<string> = new Set(["number", "string", "boolean", "bigint", "null", "undefined"])

/** A value that a task of a run gave: its name, what it is and how much, and when it is unfolded the value itself. */
export function ValueRow({ run, result }: { run: string; result: RunResult }) {
  const { name, size, count, text } = result
  const [isOpen, setOpen] = useState(false)
  const preview = usePreview(run, result, isOpen, () => setOpen(false))
  const Icon = isOpen ? ChevronDown : ChevronRight
  return (
    <li>
      <button
        type="button"
        className={`value ${isSimple(result) ? "is-simple" : ""}`}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon size={16} aria-hidden />
        <span className="value-name code" title={name}>
          {name}
        </span>
        <span className="quiet value-kind">{kindText(result)}</span>
        <span className="value-text code">{text}</span>
        <span className="quiet value-size">{formatBytes(Math.round(size / Math.max(1, count)))}</span>
      </button>
      {isOpen && (
        <div className="value-opened">
          {preview ? <ValuePreview preview={preview} /> : <p className="quiet">Loading …</p>}
        </div>
      )}
    </li>
  )
}

/** Whether the value itself says all that there is to say. */
function isSimple({ type, text }: RunResult): boolean {
  return text !== undefined && type !== undefined && simpleTypes.has(type)
}

/** `table, 200 rows × 3 columns`; of a loop's values how many there are. */
function kindText({ count, type, shape }: RunResult): string {
  const kind = [type, shape].filter((part) => part !== undefined).join(", ")
  return count > 1 ? [`${count.toLocaleString("en")} values`, kind].filter((part) => part !== "").join(" · ") : kind
}

/** The value, once somebody wants to see it. */
function usePreview(
  run: string,
  { task, name }: RunResult,
  isWanted: boolean,
  onFailed: () => void,
): Preview | undefined {
  const model = usePanel()
  // A run that goes on may compute it anew.
  const version = useModel((one) => one.record(run)?.results)
  const [loaded, setLoaded] = useState<{ preview: Preview; version: unknown }>()
  const isLoaded = loaded !== undefined && loaded.version === version
  useEffect(() => {
    if (!isWanted || isLoaded) return undefined
    let isCurrent = true
    const load = async (): Promise<void> => {
      const answer = await model.ask({ type: "value", run, task, name })
      if (!isCurrent) return
      if (answer) setLoaded({ preview: answer, version })
      else onFailed()
    }
    void load()
    return () => {
      isCurrent = false
    }
    // What is called on failure is another function each time, and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [model, run, task, name, version, isWanted, isLoaded])
  return isLoaded ? loaded.preview : undefined
}
