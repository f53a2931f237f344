/** A process that stores results into a folder at the same time as others: `node writer.ts FOLDER`. */
import { ResultFolder } from "../../../kernel/runtime/value/resultFolder.ts"
import { storeValue } from "../../../kernel/runtime/value/store.ts"
import { noClasses } from "./context.ts"

const folder = new ResultFolder(process.argv[2] ?? "")
process.on("message", () => void writeAll())
process.send?.("ready")

async function writeAll(): Promise<void> {
  const hashes: string[] = []
  for (let index = 0; index < 40; index++) {
    const value = Array.from({ length: 3000 }, (_, member) => Math.sin(index + member))
    hashes.push((await storeValue(value, "value", noClasses, folder)).hash)
  }
  process.send?.(hashes, () => process.disconnect())
}
