/** The text of a notebook with these code cells. */
function notebookOf(cells: readonly string[]): string {
  return cells.map((cell) => `// %%\n${cell}\n`).join("\n")
}

/** Tasks that each read the one before. */
export function chain(count: number): string {
  const cells = ["// @task t0\nconst v0 = 0"]
  for (let index = 1; index < count; index++) cells.push(`// @task t${index}\nconst v${index} = v${index - 1} + 1`)
  return notebookOf(cells)
}

/** Layers of tasks side by side, each layer between two single tasks. */
export function fans(layers: number, width: number): string {
  const cells = ["// @task join0\nconst j0 = 0"]
  for (let layer = 1; layer <= layers; layer++) {
    const names = Array.from({ length: width }, (_, index) => `v${layer}_${index}`)
    for (const name of names) cells.push(`// @task ${name}\nconst ${name} = j${layer - 1} + 1`)
    cells.push(`// @task join${layer}\nconst j${layer} = [${names.join(", ")}].length`)
  }
  return notebookOf(cells)
}

/** A loop over as many numbers. */
export function loop(count: number): string {
  return notebookOf([
    `// @task list\nconst list = Array.from({ length: ${count} }, (_, index) => index)`,
    '// @task each for="item of list"\nconst next = item + 1',
  ])
}
