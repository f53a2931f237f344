/** Colours and fonts of the page, as VS Code's theme has them at the moment. */
export interface Theme {
  isDark: boolean
  foreground: string
  /** For what is beside the point. */
  muted: string
  background: string
  grid: string
  border: string
  font: string
  fontSize: number
}
