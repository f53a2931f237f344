import { ArrowDownUp, ArrowRightLeft, Braces, Focus, Tags } from "lucide-react"
import { useEffect, useState } from "react"
import { IconButton, TextField } from "../controls/controls.tsx"
import { useModel, usePanel } from "../model/useModel.ts"
import type { Direction } from "./layoutInput.ts"
import { inOrder, neighbourhood, tagsOf, type Shape, type ShapeNode } from "./shape.ts"

/** What is shown of the graph, and how. */
export function GraphToolbar(props: { shape: Shape; direction: Direction; onTurn: () => void }) {
  const { shape, direction, onTurn } = props
  const model = usePanel()
  const showCells = useModel(({ ui }) => ui.showCells)
  const isEarlier = useModel((one) => one.isEarlier)
  const chosen = useModel(({ selectedNode }) => selectedNode)
  const [text, setText] = useState("")
  const [isFocused, setFocused] = useState(false)
  useEffect(() => {
    model.emphasise(emphasised(shape, text, isFocused ? chosen : undefined))
  }, [model, shape, text, isFocused, chosen])
  useEffect(() => () => model.emphasise(undefined), [model])
  return (
    <div className="toolbar" role="toolbar" aria-label="Graph">
      <TextField
        className="search"
        type="search"
        label="Find a task or name"
        placeholder="Find a task or name"
        value={text}
        onChange={setText}
        onEnter={(isBack) => {
          const found = foundIn(shape, text)
          const at = found.findIndex(({ id }) => id === chosen)
          const next = isBack ? found.at(Math.max(at, 0) - 1) : found[(at + 1) % found.length]
          if (next) model.select(next.id)
        }}
      />
      <TagButtons shape={shape} />
      <span className="spread" />
      <IconButton
        icon={Focus}
        label="Show only what the chosen task needs, and what needs it"
        isOn={isFocused}
        isDisabled={chosen === undefined && !isFocused}
        onClick={() => setFocused(!isFocused)}
      />
      <IconButton
        icon={Braces}
        label="Show parameters, hooks and plain cells, too"
        isOn={showCells}
        isDisabled={isEarlier}
        onClick={() => model.set({ showCells: !showCells })}
      />
      <IconButton
        icon={direction === "down" ? ArrowDownUp : ArrowRightLeft}
        label={direction === "down" ? "Draw from left to right" : "Draw from top to bottom"}
        onClick={onTurn}
      />
    </div>
  )
}

function TagButtons({ shape }: { shape: Shape }) {
  const model = usePanel()
  const collapsed = useModel(({ ui }) => ui.collapsedTags)
  const tags = [...new Set([...collapsed, ...tagsOf(shape)])].toSorted()
  if (tags.length === 0) return null
  return (
    <span className="tags" role="group" aria-label="Draw the tasks of a tag as one">
      {tags.map((tag) => {
        const isOn = collapsed.includes(tag)
        const others = collapsed.filter((one) => one !== tag)
        return (
          <IconButton
            key={tag}
            icon={Tags}
            text={tag}
            label={isOn ? `Draw each task of ${tag}` : `Draw the tasks of ${tag} as one`}
            isOn={isOn}
            onClick={() => model.set({ collapsedTags: isOn ? others : [...others, tag] })}
          />
        )
      })}
    </span>
  )
}

/** The boxes that fit what is looked for; undefined when nothing is. */
function emphasised(shape: Shape, text: string, focus: string | undefined): ReadonlySet<string> | undefined {
  const near = focus === undefined ? undefined : neighbourhood(shape, focus)
  if (text.trim() === "") return near
  const found = foundIn(shape, text).filter(({ id }) => near?.has(id) ?? true)
  return new Set(found.map(({ id }) => id))
}

/** The boxes that a text is found in, in the flow's order. */
function foundIn(shape: Shape, text: string): readonly ShapeNode[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === "") return []
  return inOrder(shape).filter(({ label, defines, tags }) =>
    [label, ...defines, ...tags].some((name) => name.toLowerCase().includes(wanted)),
  )
}
