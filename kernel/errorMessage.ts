/** What an error says; anything else that was thrown, as text. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** An error as it is; anything else that was thrown, as an error that says it. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

const fileProblems: Readonly<Record<string, string>> = {
  ENAMETOOLONG: "its name is too long for this disk",
}

/** What an error of the file system says, in words where Node has none. */
export function fileErrorMessage(error: unknown): string {
  const known = error instanceof Error && "code" in error ? fileProblems[String(error.code)] : undefined
  return known ?? errorMessage(error)
}
