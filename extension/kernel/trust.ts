import { workspace } from "vscode"

/** The person hasn't said that the workspace may be trusted, so nothing of it runs. */
export class UntrustedError extends Error {
  override readonly name = "UntrustedError"

  constructor() {
    super("Nothing runs in a workspace that isn't trusted: use 'Workspaces: Manage Workspace Trust' first.")
  }
}

/**
 * Called before a process is started for a workspace. VS Code doesn't offer most of what runs where there is no trust, but
 * another extension, or a link, may ask for it.
 * @throws {UntrustedError} when the workspace isn't trusted
 */
export function requireTrust(): void {
  if (!workspace.isTrusted) throw new UntrustedError()
}
