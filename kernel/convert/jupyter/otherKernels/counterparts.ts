import type { DisplayUse } from "./calls.ts"

/** Gives the name by which a cell has a function of the module `tsnb`. */
export type NameOf = (name: string) => string

/** Deno's functions of the same meaning by another name or the same. */
export const denoNames: Readonly<Record<string, string>> = {
  display: "display",
  html: "html",
  md: "markdown",
  svg: "svg",
}

const tslabValues: Readonly<Record<string, string>> = {
  html: "html",
  jpeg: "jpeg",
  latex: "latex",
  markdown: "markdown",
  png: "png",
  svg: "svg",
}

/**
 * What a use of another kernel's display function is written as in tsnb, or undefined when there is nothing like it.
 * @param args the source of the call's arguments, by their positions
 */
export function counterpartOf(
  { kernel, name, call }: DisplayUse,
  args: readonly string[],
  nameOf: NameOf,
): string | undefined {
  if (kernel === "deno") {
    if (name === "$display") return 'Symbol.for("Jupyter.display")'
    const [, options] = args
    // Deno's other options (`display_id`, `update`) have another form than ours.
    if (name === "display" && options !== undefined && !/^\{\s*raw\s*:\s*(?:true|false)\s*,?\s*\}$/.test(options))
      return undefined
    const ours = Object.hasOwn(denoNames, name) ? denoNames[name] : undefined
    return ours === undefined ? undefined : nameOf(ours)
  }
  const [first, second] = args
  if (!call || first === undefined) return undefined
  const ours = Object.hasOwn(tslabValues, name) ? tslabValues[name] : undefined
  const raw = (entry: string): string => `${nameOf("display")}({ ${entry} }, { raw: true })`
  if (ours !== undefined && args.length === 1) return `${nameOf("display")}(${nameOf(ours)}(${first}))`
  if (name === "text" && args.length === 1) return raw(`"text/plain": ${first}`)
  if (name === "gif" && args.length === 1) return raw(`"image/gif": Buffer.from(${first}).toString("base64")`)
  if (name === "raw" && second !== undefined) return raw(`[${first}]: ${second}`)
  return undefined
}
