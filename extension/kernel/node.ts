import { workspace, type Uri } from "vscode"

/** Absolute path of the Node that the settings name for a notebook; undefined for VS Code's own. */
export function configuredNode(scope?: Uri): string | undefined {
  // Settings of a workspace that isn't trusted don't count: the manifest restricts this one.
  return workspace.getConfiguration("tsnb", scope).get<string>("nodePath") || undefined
}
