import { depthsOf, edge, type Shape, type ShapeEdge, type ShapeNode } from "../model/graphShape.ts"

/** Boxes that are drawn as one. */
interface Group {
  id: string
  label: string
  tags: readonly string[]
  members: readonly ShapeNode[]
}

const layerPrefix = "layer:"

/** The shape with one box in the place of the tasks of each of some tags. */
export function groupTags(shape: Shape, tags: readonly string[]): Shape {
  const taken = new Set<string>()
  const groups = tags.map((tag): Group => {
    const members = shape.nodes.filter((node) => node.tags.includes(tag) && !taken.has(node.id))
    for (const { id } of members) taken.add(id)
    return { id: `tag:${tag}`, label: tag, tags: [tag], members }
  })
  return grouped(
    shape,
    groups.filter(({ members }) => members.length > 0),
  )
}

/**
 * The shape with one box for each layer of tasks: those to which equally many arrows lead one after the other.
 * @param open numbers of the layers whose tasks are drawn all the same, from 0
 */
export function groupLayers(shape: Shape, open: readonly number[]): Shape {
  const depths = depthsOf(shape)
  const tasks = shape.nodes.filter(({ kind }) => kind === "task")
  const layers = [...Map.groupBy(tasks, ({ id }) => depths.get(id) ?? 0)]
  const groups = layers.flatMap(([depth, members]): readonly Group[] => {
    if (members.length < 2 || open.includes(depth)) return []
    return [{ id: `${layerPrefix}${depth}`, label: `Layer ${depth + 1}`, tags: [], members }]
  })
  return grouped(shape, groups)
}

/** The number of the layer that a group is, from 0; undefined when it is another. */
export function layerOf({ id }: ShapeNode): number | undefined {
  return id.startsWith(layerPrefix) ? Number(id.slice(layerPrefix.length)) : undefined
}

function grouped(shape: Shape, groups: readonly Group[]): Shape {
  const inBox = new Map(groups.flatMap(({ id, members }) => members.map((member) => [member.id, id] as const)))
  const boxes = groups.map(({ id, label, tags, members }): ShapeNode => {
    const tasks = members.flatMap((member) => member.tasks)
    return { id, kind: "group", label, tasks, tags, isMapped: true, attempts: 1, defines: [] }
  })
  const edges = new Map<string, ShapeEdge>()
  for (const { from, to, names } of shape.edges) {
    const moved = edge(inBox.get(from) ?? from, inBox.get(to) ?? to, names)
    if (moved.from === moved.to) continue
    const known = edges.get(moved.id)
    edges.set(moved.id, known ? { ...known, names: [...new Set([...known.names, ...names])] } : moved)
  }
  return { nodes: [...shape.nodes.filter(({ id }) => !inBox.has(id)), ...boxes], edges: [...edges.values()] }
}
