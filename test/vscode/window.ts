import { join } from "node:path"
import { pictures } from "./places.ts"
import type { Page } from "../clients/browser.ts"

/** A window of VS Code, as a person uses it. */
export class Window {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Opens a folder's window and waits until it can be used. */
  static async open(page: Page, address: string): Promise<Window> {
    page.setDefaultTimeout(30_000)
    await page.goto(address)
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor()
    const window = new Window(page)
    await window.#extensionIsKnown()
    return window
  }

  /** A file that is opened before VS Code knows of the extension is shown as text, and stays so. */
  async #extensionIsKnown(): Promise<void> {
    const entry = this.page
      .locator(".quick-input-list .monaco-list-row", { hasText: "New TypeScript Notebook" })
      .first()
    for (let tries = 0; tries < 30; tries++) {
      await this.#ask(">New TypeScript Notebook")
      const answer = this.page.locator(".quick-input-list .monaco-list-row").first()
      await answer.waitFor()
      if ((await entry.count()) > 0) break
      await this.page.keyboard.press("Escape")
    }
    await this.page.keyboard.press("Escape")
    await this.page.locator(".quick-input-widget input").waitFor({ state: "hidden" })
  }

  /** Types into the box that finds files, and with `>` commands. */
  async #ask(text: string): Promise<void> {
    await this.page.keyboard.press("Control+P")
    await this.page.locator(".quick-input-widget input").waitFor()
    await this.page.locator(".quick-input-widget input").fill(text)
  }

  /** Opens a notebook of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.#ask(name)
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click()
    await this.page.locator(".tab.active", { hasText: name }).first().waitFor()
    await this.page.locator(".kernel-label", { hasText: "TypeScript (tsnb)" }).first().waitFor()
  }

  /** Runs a command of the palette by its title. */
  async command(title: string): Promise<void> {
    await this.#ask(`>${title}`)
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click()
  }

  /** Waits for an item below a cell that has a text in it. @returns all of the item */
  async status(text: string): Promise<string> {
    const item = this.page.locator(".notebookOverlay .cell-status-item", { hasText: text }).first()
    await item.waitFor()
    return item.innerText()
  }

  /** Waits for a cell's output that has a text in it; outputs are in a frame of their own. @returns all of the output */
  async output(text: string): Promise<string> {
    const frame = this.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame")
    const output = frame.locator(".output_container", { hasText: text }).first()
    await output.waitFor()
    return output.innerText()
  }

  /** Takes a screenshot for people to look at. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(pictures, `${name}.png`) })
  }
}
