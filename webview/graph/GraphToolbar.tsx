import { ArrowDownUp, ArrowRightLeft, Braces, Focus, Layers } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import { IconButton, TextField } from "../controls/controls.tsx"
import { Menu } from "../controls/menu.tsx"
import type { MenuItem } from "../controls/menuItem.ts"
import { useModel, usePanel } from "../model/useModel.ts"
import type { UiState } from "../model/uiState.ts"
import type { Direction } from "./layoutInput.ts"
import { inOrder, neighbourhood, tagsOf, type Shape, type ShapeNode } from "../model/graphShape.ts"

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
      <Grouping shape={shape} />
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

/** Draws several tasks as one: those of a tag, or of each layer. */
function Grouping({ shape }: { shape: Shape }) {
  const model = usePanel()
  const { collapsedTags, openLayers } = useModel(({ ui }) => ui)
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const button = useRef<HTMLSpanElement>(null)
  const tags = [...new Set([...collapsedTags, ...tagsOf(shape)])].toSorted()
  const areAll = tags.length > 0 && tags.every((tag) => collapsedTags.includes(tag))
  const items: readonly MenuItem[] = [
    { label: "By Layer", isChecked: openLayers !== undefined, onChoose: () => model.set(nextLayers(openLayers)) },
    ...tags.map((tag) => ({
      label: `Tag: ${tag}`,
      isChecked: collapsedTags.includes(tag),
      onChoose: () => {
        const others = collapsedTags.filter((one) => one !== tag)
        model.set({ collapsedTags: collapsedTags.includes(tag) ? others : [...others, tag] })
      },
    })),
    ...(tags.length > 1
      ? [{ label: "All Tags", isChecked: areAll, onChoose: () => model.set({ collapsedTags: areAll ? [] : tags }) }]
      : []),
  ]
  return (
    <span ref={button}>
      <IconButton
        icon={Layers}
        text="Group"
        label="Draw several tasks as one"
        isOn={openLayers !== undefined || collapsedTags.length > 0}
        onClick={() => {
          const { left = 0, bottom = 0 } = button.current?.getBoundingClientRect() ?? {}
          setMenu({ x: left, y: bottom + 2 })
        }}
      />
      {menu && <Menu label="Draw as one" {...menu} items={items} onClose={() => setMenu(undefined)} />}
    </span>
  )
}

/** From no layers to all of them as one, those too that were opened, and back. */
function nextLayers(open: UiState["openLayers"]): Pick<UiState, "openLayers"> {
  return { openLayers: open === undefined || open.length > 0 ? [] : undefined }
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
  return inOrder(shape).filter(({ label, tasks, defines, tags }) =>
    [label, ...tasks, ...defines, ...tags].some((name) => name.toLowerCase().includes(wanted)),
  )
}
