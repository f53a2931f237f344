import { randomUUID } from "node:crypto"
import type { TestProject } from "vitest/node"

/** Says last and loudly which tests were left out, and why: those that were skipped with a reason. */
export default function setup(project: TestProject): () => void {
  // Inherited by the processes of the tests.
  process.env["TSNB_TEST_RUN"] = randomUUID()
  return () => {
    const { vitest } = project
    const reasons = new Map<string, string[]>()
    for (const file of vitest.state.getTestModules()) {
      for (const test of file.children.allTests("skipped")) {
        const result = test.result()
        if (result.state !== "skipped" || !result.note) continue
        reasons.set(result.note, [...(reasons.get(result.note) ?? []), test.fullName])
      }
    }
    if (reasons.size > 0) process.stderr.write(`${describe(reasons)}\n`)
  }
}

function describe(reasons: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...reasons].flatMap(([reason, tests]) => ["", reason].concat(tests.map((test) => `  - ${test}`)))
  const count = [...reasons.values()].flat().length
  const bar = "!".repeat(80)
  return ["", bar, `${count} TESTS WERE LEFT OUT. What they test may be broken.`, ...lines, bar].join("\n")
}
