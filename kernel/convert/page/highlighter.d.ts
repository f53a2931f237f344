/*
 * What is used of highlight.js. Its own types bring in those of a browser, with global names (`name`, `event`, `status`) that
 * would then be allowed in all of the kernel.
 */

declare const highlighter: {
  /** Undefined when it doesn't know the language. */
  getLanguage(name: string): object | undefined
  /** `value` is markup: the code, escaped, with its parts in `<span class="hljs-…">`. */
  highlight(code: string, options: { language: string; ignoreIllegals: boolean }): { value: string }
}
export default highlighter
