/** Colours of tracebacks. Front ends show them whatever this process's own output is. */
export const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`
export const red = (text: string): string => `\u001b[31m${text}\u001b[39m`
export const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`
export const cyan = (text: string): string => `\u001b[36m${text}\u001b[39m`

/** The first line of a traceback. */
export function errorTitle(name: string, message: string): string {
  return `${bold(red(name))}${message === "" ? "" : `: ${message}`}`
}
