import { homedir } from "node:os"

/** What it depends on where Jupyter looks for kernels. */
export interface Machine {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
  /** The user's home folder. */
  home: string
}

/** This machine. */
export const thisMachine: Machine = { platform: process.platform, environment: process.env, home: homedir() }
