import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import { provideBrowser, type Browser } from "../clients/browser.ts"
import { ifAvailable, needs } from "../support/available.ts"
import { TestNotebook } from "../support/flow.ts"
import { PanelPage, PanelServer } from "./panelPage.ts"

const start = await ifAvailable("Chromium for the flow panel", provideBrowser)
/** For people to look at; ignored by git. */
const pictures = join(import.meta.dirname, "..", "..", "test-results", "panel")

/** Opens the flow panel in Chromium for the tests of one `describe`. */
export class PanelSuite {
  /** Whether there is a browser; the tests are left out otherwise. */
  readonly isAvailable = start.value !== undefined
  readonly #notebooks: TestNotebook[] = []
  #browser: Browser | undefined
  #server: PanelServer | undefined

  /** To be made within a `describe`. */
  constructor() {
    needs(start)
    beforeAll(async () => {
      if (start.value === undefined) return
      await mkdir(pictures, { recursive: true })
      this.#browser = await start.value()
      this.#server = await PanelServer.start()
    })
    afterAll(async () => {
      await this.#browser?.[Symbol.asyncDispose]()
      await this.#server?.[Symbol.asyncDispose]()
      for (const notebook of this.#notebooks) notebook[Symbol.dispose]()
    })
  }

  /**
   * Opens the panel on a notebook with some text.
   * @param files texts of the files beside it, by their names
   */
  async open(text: string, files: Readonly<Record<string, string>> = {}): Promise<PanelPage> {
    if (!this.#browser || !this.#server) throw new Error("The panel is opened before the tests begin")
    const notebook = new TestNotebook()
    this.#notebooks.push(notebook)
    notebook.write("flow.tsnb", text)
    for (const [name, content] of Object.entries(files)) notebook.write(name, content)
    return PanelPage.open(this.#browser, this.#server, notebook.path)
  }

  /** The path of a picture with a name. */
  picture(name: string): string {
    return join(pictures, `${name}.png`)
  }
}
