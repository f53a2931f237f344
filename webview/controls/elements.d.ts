import type { DetailedHTMLProps, HTMLAttributes } from "react"
import type { VscodeButton } from "@vscode-elements/elements/dist/vscode-button/index.js"
import type { VscodeCheckbox } from "@vscode-elements/elements/dist/vscode-checkbox/index.js"
import type { VscodeTextarea } from "@vscode-elements/elements/dist/vscode-textarea/index.js"
import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/index.js"

/** An element of our own kind as React writes it: attributes of any element, and its own properties. */
type Element<Own extends HTMLElement, Names extends keyof Own> = DetailedHTMLProps<HTMLAttributes<Own>, Own> &
  Partial<Pick<Own, Names>>

declare module "react" {
  /** React's types don't know of variables. */
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined
  }

  namespace JSX {
    interface IntrinsicElements {
      "vscode-button": Element<VscodeButton, "disabled" | "secondary">
      "vscode-checkbox": Element<VscodeCheckbox, "checked" | "disabled" | "label">
      "vscode-textarea": Element<VscodeTextarea, "value" | "label" | "invalid" | "rows" | "placeholder" | "monospace">
      "vscode-textfield": Element<VscodeTextfield, "value" | "label" | "invalid" | "type" | "placeholder" | "step">
    }
  }
}
