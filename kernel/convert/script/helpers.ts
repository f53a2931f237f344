import type { OwnGlobals } from "./ownGlobals.ts"
import { eachKeptCode, readinessCode } from "./readiness.ts"
import type { HelperNames } from "./scriptNames.ts"

/** Which functions the code of a script needs beside the notebook's. */
export interface HelperNeeds {
  eachOf: boolean
  eachKept: boolean
  skipped: boolean
}

/**
 * The code of what a script has beside the notebook's code.
 * @param ofTsnb what stands in for tsnb
 * @param goesOn whether a task's failure doesn't end the script
 */
export function helperCode(
  ofTsnb: readonly string[],
  needs: HelperNeeds,
  goesOn: boolean,
  names: HelperNames,
  globals: OwnGlobals,
): readonly string[] {
  return [
    ...(ofTsnb.length > 0
      ? [`// What the notebook has from tsnb, as far as a script can have it.\n${ofTsnb.join("\n")}`]
      : []),
    ...(needs.eachOf ? [globals.in(eachOfCode(names.eachOf))] : []),
    ...(needs.eachKept ? [globals.in(eachKeptCode(names.eachKept))] : []),
    ...(goesOn ? [globals.in(readinessCode(names))] : []),
    ...(needs.skipped ? [globals.in(skippedCode(names.skipped, goesOn ? names.ended : undefined))] : []),
  ]
}

function eachOfCode(name: string): string {
  return `/** Runs a task for each element of a list, one after the other. */
async function ${name}<Element, Result>(
  list: Iterable<Element>,
  run: (element: Element) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const element of list) results.push(await run(element))
  return results
}`
}

/** @param ended what keeps how tasks ended, if the script does */
function skippedCode(name: string, ended: string | undefined): string {
  const kept = ended === undefined ? "" : `  ${ended}[cell] ??= "skipped"\n`
  return `/** Stands for what a cell would have given that doesn't run. */
function ${name}(cell: string): never {
${kept}  console.error(\`\${cell} skipped\`)
  return [] as never
}`
}
