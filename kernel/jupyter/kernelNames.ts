import { languageInfo } from "./languageInfo.ts"

/** The kernel's name unless another is given. */
export const usualName = "tsnb"

/** What people choose it by, unless they were given another text. */
export function displayNameOf(name: string): string {
  return `TypeScript (${name})`
}

/** Says in a notebook's metadata which kernel runs it, unless it names one already: front ends then start that. */
export function nameKernel(metadata: Record<string, unknown>): void {
  metadata["kernelspec"] ??= { display_name: displayNameOf(usualName), language: languageInfo.name, name: usualName }
  metadata["language_info"] = languageInfo
}
