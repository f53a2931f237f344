import type { Theme } from "./theme.ts"

/** The theme in force. */
export function currentTheme(): Theme {
  const styles = getComputedStyle(document.documentElement)
  const value = (name: string, otherwise: string): string => styles.getPropertyValue(name).trim() || otherwise
  const isDark = ["vscode-dark", "vscode-high-contrast"].some((name) => document.body.classList.contains(name))
  const isContrasting = document.body.className.includes("vscode-high-contrast")
  // High contrast light has both classes.
  const isLight = document.body.classList.contains("vscode-high-contrast-light")
  const foreground = value("--vscode-editor-foreground", isDark ? "#cccccc" : "#3b3b3b")
  return {
    isDark: isDark && !isLight,
    foreground,
    muted: isContrasting ? foreground : value("--vscode-descriptionForeground", foreground),
    background: value("--vscode-editor-background", isDark ? "#1f1f1f" : "#ffffff"),
    grid: isContrasting ? `color-mix(in srgb, ${foreground} 40%, transparent)` : "rgba(128, 128, 128, 0.25)",
    border: value("--vscode-contrastBorder", "rgba(128, 128, 128, 0.5)"),
    font: value("--vscode-font-family", "sans-serif"),
    fontSize: Number.parseFloat(value("--vscode-font-size", "13px")) || 13,
  }
}

/**
 * Calls back after each change of the theme.
 * @returns takes it back
 */
export function onThemeChange(changed: () => void): () => void {
  let waiting = 0
  const observer = new MutationObserver(() => {
    // VS Code sets the class and some hundred colours, one after the other.
    cancelAnimationFrame(waiting)
    waiting = requestAnimationFrame(changed)
  })
  observer.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] })
  observer.observe(document.documentElement, { attributeFilter: ["style"] })
  return () => {
    cancelAnimationFrame(waiting)
    observer.disconnect()
  }
}
