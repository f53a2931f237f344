import { usualName } from "../../jupyter/kernelNames.ts"
import { UsageError } from "../exit.ts"

/**
 * A kernel's name as Jupyter takes it: in small letters, since it is a folder's name too.
 * @throws {UsageError} when Jupyter wouldn't find a kernel of that name
 */
export function kernelName(text: string): string {
  const name = text.toLowerCase()
  // Jupyter would take "." and ".." for names, which are no folders of their own.
  if (/^[a-z0-9._-]+$/.test(name) && !/^\.+$/.test(name)) return name
  throw new UsageError(
    `'${text}' can't be a kernel's name: use ASCII letters, digits, '-', '.' and '_', such as ${usualName}-dev.`,
  )
}
