import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** A folder of its own for a test; its name has a space, as folders of users may. */
export interface TestFolder extends AsyncDisposable {
  path: string
  /** Writes a file, and the folders above it. Gives its path. */
  write(name: string, content?: string | Uint8Array): Promise<string>
}

/** Makes an empty folder, which is removed when it is disposed of. */
export async function testFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), "tsnb examples "))
  return {
    path,
    async write(name, content = "") {
      const file = join(path, name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
      return file
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}
