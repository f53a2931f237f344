import { dirname } from "node:path"

/** A folder and those around it, nearest first. */
export function foldersFrom(start: string): readonly string[] {
  const folders: string[] = []
  for (let folder = start; folders.at(-1) !== folder; folder = dirname(folder)) folders.push(folder)
  return folders
}
