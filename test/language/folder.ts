import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { LanguageService } from "../../kernel/language/languageService.ts"

/** A folder with a language service, asked with a bar where the cursor is. */
export class LanguageFolder implements AsyncDisposable {
  readonly path: string
  readonly service: LanguageService
  /** What the service logged. */
  readonly said: string[] = []

  private constructor(path: string) {
    this.path = path
    this.service = new LanguageService({ folder: path, log: (text) => this.said.push(text) })
  }

  static async with(files: Readonly<Record<string, string>>): Promise<LanguageFolder> {
    const path = await realpath(await mkdtemp(join(tmpdir(), "tsnb-language-")))
    for (const [name, text] of Object.entries(files)) await writeIn(path, name, text)
    return new LanguageFolder(path)
  }

  async write(name: string, text: string): Promise<void> {
    await writeIn(this.path, name, text)
  }

  /** What the last of some cells may become. */
  async complete(...cells: readonly string[]): Promise<readonly string[]> {
    const { before, source, offset } = split(cells)
    const { items, start, end } = await this.service.complete(before, source, offset)
    return items.map(({ text }) => source.slice(0, start) + text + source.slice(end))
  }

  /** What is known of the place, as text. */
  async inspect(detail: 0 | 1, ...cells: readonly string[]): Promise<string | undefined> {
    const { before, source, offset } = split(cells)
    const inspection = await this.service.inspect(before, source, offset, detail)
    return inspection?.data["text/plain"]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service.close()
    await rm(this.path, { recursive: true, force: true })
  }
}

/** Writes a file of a folder, and makes the folders that it is in. */
export async function writeIn(folder: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), text)
}

function split(cells: readonly string[]): { before: readonly string[]; source: string; offset: number } {
  const marked = cells.at(-1) ?? ""
  return { before: cells.slice(0, -1), source: marked.replace("|", ""), offset: marked.indexOf("|") }
}
