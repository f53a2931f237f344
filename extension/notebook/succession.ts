/** What is to be known of a document to tell whether another takes its place. */
export interface DocumentTrait {
  uri: string
  isUntitled: boolean
  /** The texts of its code cells. */
  texts: readonly string[]
}

/** A file or folder that was renamed. */
export interface Renamed {
  from: string
  to: string
}

/**
 * The document whose place another takes: its file was renamed, or a folder above it; or it was never saved before, and now
 * is under a name. For VS Code these are two documents.
 * @param renames the newest last
 */
export function predecessorOf<Document extends DocumentTrait>(
  coming: DocumentTrait,
  candidates: readonly Document[],
  renames: readonly Renamed[],
): Document | undefined {
  const others = candidates.filter(({ uri }) => uri !== coming.uri)
  const before = oldUri(coming.uri, renames)
  const renamed = others.find(({ uri }) => uri === before)
  if (renamed || coming.isUntitled) return renamed
  return others.find(({ isUntitled, texts }) => isUntitled && hasSame(texts, coming.texts))
}

function oldUri(uri: string, renames: readonly Renamed[]): string | undefined {
  const found = renames.findLast(({ to }) => uri === to || uri.startsWith(`${to}/`))
  return found && found.from + uri.slice(found.to.length)
}

function hasSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length > 0 && one.length === other.length && one.every((text, index) => text === other[index])
}
