import { existsSync, realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { apiNames } from "../cell/ambient.ts"

/** A document that exists in the server's memory alone. */
export interface VirtualDocument {
  uri: string
  languageId: string
  text: string
}

/** The documents around a notebook's module, which lies in its real folder so that its imports mean what they say. */
export interface NotebookDocuments {
  /** URI of the notebook's module. */
  notebook: string
  /** File name of the configuration. */
  configuration: string
  /** Absolute path of the project's own configuration, when it has one. */
  project: string | undefined
  /** All but the notebook's module. */
  around: readonly VirtualDocument[]
}

const configuration = "tsconfig.tsnb.json"
const notebookFile = "tsnb-notebook.ts"
const ambientFile = "tsnb-ambient.d.ts"

/**
 * The documents for a notebook in a folder.
 * @param tsnb absolute path of the folder in which tsnb is installed
 */
export function documentsIn(folder: string, tsnb: string): NotebookDocuments {
  // Within tsnb's package, where `#api` is known. A declared module is there whatever the project's paths are.
  const moduleFile = join(tsnb, "dist", "language", "tsnb-module.d.ts")
  // With the configuration itself, which would else be in a project of its own.
  const files = [configuration, ambientFile, moduleFile, notebookFile]
  const project = nearest(folder, "tsconfig.json")
  return {
    notebook: pathToFileURL(join(folder, notebookFile)).href,
    configuration,
    project,
    around: [
      {
        uri: pathToFileURL(join(folder, configuration)).href,
        languageId: "json",
        text: JSON.stringify(configurationFor(project, files)),
      },
      { uri: pathToFileURL(moduleFile).href, languageId: "typescript", text: moduleText },
      {
        uri: pathToFileURL(join(folder, ambientFile)).href,
        languageId: "typescript",
        text: ambientText(nearest(folder, join("node_modules", "@types", "node", "index.d.ts")) ?? ownNodeTypes()),
      },
    ],
  }
}

function configurationFor(project: string | undefined, files: readonly string[]): object {
  return {
    ...(project !== undefined && { extends: project }),
    compilerOptions: {
      ...(project === undefined && { strict: true, lib: ["esnext"], types: [], allowJs: true }),
      // What a cell is, whatever the project's own modules are.
      target: "esnext",
      module: "esnext",
      moduleResolution: "bundler",
      customConditions: ["node"],
      moduleDetection: "force",
      resolveJsonModule: true,
      allowImportingTsExtensions: true,
      jsx: "react-jsx",
      skipLibCheck: true,
      noEmit: true,
      composite: false,
      incremental: false,
    },
    files,
    typeAcquisition: { enable: false },
  }
}

const moduleText = `declare module "tsnb" {
  export * from "#api"
}
`

/** What cells find without defining or importing it. */
function ambientText(nodeTypes: string): string {
  // By their real path: packages refer to them too, and would else bring them a second time.
  return `/// <reference path=${JSON.stringify(realpathSync(nodeTypes))} />
import * as api from "tsnb"
declare global {
${apiNames.map((name) => `  export import ${name} = api.${name}`).join("\n")}
  /** Asks the person at the front end for a line of text. */
  function prompt(message?: unknown, initial?: unknown): string
  /** Asks the person at the front end a question with the answers yes and no. */
  function confirm(message?: unknown): boolean
}
`
}

function ownNodeTypes(): string {
  const manifest = createRequire(import.meta.url).resolve("@types/node/package.json")
  return join(dirname(manifest), "index.d.ts")
}

/** The first folder from a folder upwards that has a file. */
function nearest(folder: string, file: string): string | undefined {
  const path = join(folder, file)
  if (existsSync(path)) return path
  return dirname(folder) === folder ? undefined : nearest(dirname(folder), file)
}
