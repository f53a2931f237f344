/** The one module of Observable Plot that asks for the browser's document. */
const plotContext = /[\\/]@observablehq[\\/]plot[\\/]src[\\/]context\.js$/

/**
 * Code of a library that draws into a browser's document, so that it draws into that of the module `tsnb`. The library
 * alone sees a `window`: as a global it would make others believe that they run in a browser.
 */
export function withoutBrowser(path: string, code: string): string {
  if (!plotContext.test(path) || !code.includes("window.document")) return code
  // On the first line, so that all others keep their numbers.
  return `import { document as tsnbDocument } from "tsnb"; const window = { document: tsnbDocument }; ${code}`
}

/** Whether the code of a module is to be changed. */
export function drawsIntoBrowser(path: string): boolean {
  return plotContext.test(path)
}
