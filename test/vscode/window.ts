import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { pictures } from "./places.ts"
import type { FrameLocator, Locator, Page } from "../clients/browser.ts"

/** VS Code's own colours, by the browser's. */
export type ColorTheme = "light" | "dark"

/** A notebook's outputs are in a frame of their own, as the flow panel is. */
const ofOutputs = '[src*="purpose=notebookRenderer"]'

/** Milliseconds within which VS Code does what it was asked for, however often it has to be asked. */
const timeout = 60_000
/** Milliseconds after which a person would ask once more. */
const onceMore = 2000

/** A window of VS Code, as a person uses it. */
export class Window {
  readonly page: Page
  /** Absolute path of its workspace folder. */
  readonly folder: string
  readonly #suite: string

  /** @param suite begins the names of its pictures */
  constructor(page: Page, folder: string, suite: string) {
    this.page = page
    this.folder = folder
    this.#suite = suite
  }

  /** Loads the window of its folder, and waits until it can be used. */
  async load(address: string): Promise<void> {
    this.page.setDefaultTimeout(60_000)
    await this.page.goto(`${address}?folder=${encodeURIComponent(this.folder)}`)
    await this.ready()
  }

  /** Waits until a window that was loaded, or loaded anew, can be used. */
  async ready(): Promise<void> {
    await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor()
    await this.#extensionIsKnown()
  }

  /** A file that is opened before VS Code knows of the extension is shown as text, and stays so. */
  async #extensionIsKnown(): Promise<void> {
    await this.#find(">New TypeScript Notebook", "New TypeScript Notebook")
    await this.page.keyboard.press("Escape")
    await this.page.locator(".quick-input-widget input").waitFor({ state: "hidden" })
  }

  /**
   * Types into the box that finds files, and with `>` commands, until there is an entry with a text in it: what can be
   * found depends on what VS Code has loaded, and on what has the focus.
   */
  async #find(asked: string, text: string): Promise<Locator> {
    const entry = this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first()
    await this.#ask(asked, entry)
    return entry
  }

  /** Types into that box until there is an entry. */
  async #ask(asked: string, entry: Locator): Promise<void> {
    const box = this.page.locator(".quick-input-widget input").first()
    await this.until(entry, async () => {
      if (await box.isVisible()) await this.page.keyboard.press("Escape")
      await this.page.keyboard.press("Control+P")
      await box.waitFor({ timeout: onceMore })
      await box.fill(asked)
    })
  }

  /**
   * Does something, and does it again when nothing comes of it: VS Code drops a key or a click that comes while it is busy
   * with what was before.
   * @param seen what is there once it has worked, or with `state` "hidden" is gone
   * @throws after a minute
   */
  async until(seen: Locator, ask: () => Promise<void>, state: "visible" | "hidden" = "visible"): Promise<void> {
    const end = Date.now() + timeout
    for (;;) {
      try {
        await ask()
        return await seen.waitFor({ state, timeout: onceMore })
      } catch (error) {
        if (!isTimeout(error) || Date.now() > end) throw error
      }
    }
  }

  /** Looks for a file of the folder. @returns its entry in the box that finds files, which stays open */
  async find(name: string): Promise<Locator> {
    return this.#find(name, name)
  }

  /** Opens a notebook of the folder by its name. */
  async openFile(name: string): Promise<void> {
    const entry = await this.#find(name, name)
    await entry.click()
    await this.page.locator(".tab.active", { hasText: name }).first().waitFor()
    await this.page.locator(".kernel-label:visible", { hasText: "TypeScript (tsnb)" }).first().waitFor()
    await this.page.locator(".notebookOverlay .cell-list-container .monaco-list-row:visible").first().waitFor()
  }

  /** Closes all that is open, once it has been saved. */
  async closeAll(): Promise<void> {
    await this.page.locator(".tab.dirty").first().waitFor({ state: "hidden" })
    await this.command("View: Close All Editors")
    await this.page.locator(".tab").first().waitFor({ state: "hidden" })
    await this.page.locator(`iframe.webview${ofOutputs}`).first().waitFor({ state: "detached" })
  }

  /**
   * Runs a command of the palette, which puts those first that were used lately, longer ones with the same words too.
   * @param title all of it, but for tsnb's own category and for the dots of a command that asks for more
   */
  async command(title: string): Promise<void> {
    const label = this.page.locator(".label-name", { hasText: titled(title) })
    const entry = this.page.locator(".quick-input-list .monaco-list-row", { has: label }).first()
    // A hover over what was clicked last would lie in front of the list.
    await this.page.mouse.move(0, 0)
    await this.#ask(`>${title}`, entry)
    await entry.click()
  }

  /** The titles of the commands that the palette offers for a text. */
  async offered(text: string): Promise<readonly string[]> {
    await this.#find(`>${text}`, text)
    const list = await this.page.locator(".quick-input-list").first().innerText()
    await this.page.keyboard.press("Escape")
    return list.split("\n").filter((line) => line.includes(text.trim()))
  }

  /** Writes a file of its workspace folder. */
  async write(path: string, text: string): Promise<void> {
    const file = join(this.folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }

  /**
   * Waits for an item below a cell that has a text in it.
   * @param timeout how many milliseconds to wait, where that may be long
   * @returns all of the item
   */
  async status(text: string, timeout?: number): Promise<string> {
    const item = this.page.locator(".notebookOverlay .cell-status-item", { hasText: text }).first()
    await item.waitFor(timeout === undefined ? {} : { timeout })
    return item.innerText()
  }

  /** The cell whose code has a text in it, as far as it can be seen: what is scrolled away isn't there. */
  cell(text: string): Locator {
    return this.page.locator(".notebookOverlay .cell-list-container .monaco-list-row", { hasText: text }).first()
  }

  /** What stands below a cell that has a text in its code; empty when nothing does. */
  async statusOf(text: string): Promise<string> {
    const items = this.cell(text).locator(".cell-status-left .cell-status-item")
    return (await items.allInnerTexts()).join(" ").trim()
  }

  /** Puts the cursor at the end of a line of code that has a text in it. */
  async goToEnd(text: string): Promise<void> {
    await this.page.locator(".notebookOverlay .view-line", { hasText: text }).first().click()
    await this.page.keyboard.press("End")
  }

  /** Waits until a box or list is shown whose title ends so. */
  async asked(title: string): Promise<void> {
    await this.page
      .locator(".quick-input-title", { hasText: new RegExp(`${title}$`) })
      .first()
      .waitFor()
  }

  /** Chooses an entry of the list that is shown. */
  async pick(text: string): Promise<void> {
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().click()
  }

  /** Types into a box in the place of what stands in it. */
  async retype(text: string): Promise<void> {
    await this.page.keyboard.press("Control+A")
    await this.page.keyboard.type(text)
  }

  /** Waits until the dialog for a file, which is asked for in the palette's box here, proposes a path that ends so. */
  async fileProposed(ending: string): Promise<void> {
    const value = "document.querySelector('.quick-input-widget:not([style*=\"display: none\"]) input')?.value"
    const [main] = this.page.frames()
    await main?.waitForFunction(`${value}?.endsWith(${JSON.stringify(ending)})`)
  }

  /**
   * Answers the dialog for a file of the folder. What is written before VS Code has proposed a path would be replaced by it.
   * @param before how the path ends that it proposes
   */
  async chooseFile(name: string, before = name): Promise<void> {
    await this.fileProposed(before)
    const path = join(this.folder, name)
    const box = this.page.locator(".quick-input-widget input").first()
    await box.fill(path)
    await this.fileProposed(path)
    await this.until(box, async () => this.page.keyboard.press("Enter"), "hidden")
  }

  /** Runs the cell that has a text in its code. */
  async runCell(text: string): Promise<void> {
    await this.goToEnd(text)
    await this.command("Notebook: Execute Cell")
  }

  /**
   * Waits for a cell's output that has a text in it; outputs are in a frame of their own.
   * @param timeout how many milliseconds to wait, where that may be long
   * @returns all of the output
   */
  async output(text: string, timeout?: number): Promise<string> {
    const output = await this.#inOutputs(".output_container", text, timeout)
    return output.innerText()
  }

  /** Waits for what a renderer draws in the frame of the outputs. @returns the first that a selector finds */
  async drawn(selector: string): Promise<Locator> {
    return this.#inOutputs(selector)
  }

  /**
   * Waits for an element in a frame of outputs: each in turn, as there are two for a moment when VS Code puts a notebook in the
   * place of another.
   * @throws what Playwright says of a wait that was in vain, after `limit` milliseconds
   */
  async #inOutputs(selector: string, hasText = "", limit = timeout): Promise<Locator> {
    const frames = this.page.locator(`iframe.webview.ready${ofOutputs}`)
    const end = Date.now() + limit
    for (let turn = 0; ; turn++) {
      const frame = frames.nth(turn % Math.max(1, await frames.count())).contentFrame()
      const found = frame.frameLocator("#active-frame").locator(selector, { hasText }).first()
      try {
        await found.waitFor({ timeout: onceMore })
        return found
      } catch (error) {
        if (!isTimeout(error) || Date.now() > end) throw error
      }
    }
  }

  /** The page of the flow panel. */
  flowPanel(): FrameLocator {
    return this.page.frameLocator(`iframe.webview.ready:not(${ofOutputs})`).frameLocator("#active-frame")
  }

  /** Takes a screenshot in each theme, for people to look at. */
  async picture(name: string, themes: readonly ColorTheme[] = ["light", "dark"]): Promise<void> {
    for (const theme of themes) {
      await this.#wear(theme)
      await this.page.screenshot({ path: join(pictures, theme, `${this.#suite} ${name.replaceAll("/", "-")}.png`) })
    }
    await this.#wear("light")
  }

  /** Changes the colours, and waits until all of the window has them, outputs and other frames too. */
  async #wear(colorScheme: ColorTheme): Promise<void> {
    await this.page.emulateMedia({ colorScheme })
    const workbench = this.page.locator(`.monaco-workbench${colorScheme === "dark" ? ".vs-dark" : ".vs"}`)
    await workbench.waitFor({ state: "attached" })
    const kind = JSON.stringify(`vscode-${colorScheme}`)
    for (const frame of this.page.frames()) {
      try {
        await frame.waitForFunction(`(document.body.dataset.vscodeThemeKind ?? ${kind}) === ${kind}`)
      } catch (error) {
        // Some pages are made anew for other colours, and then the old one is gone.
        if (!frame.isDetached()) throw error
      }
    }
  }
}

/** Labels that are a command's title, perhaps with tsnb's own category and with the dots of what asks for more. */
function titled(title: string): RegExp {
  return new RegExp(`^(tsnb: )?${title.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}…?$`)
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError"
}
