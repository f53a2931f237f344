import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { apiNames } from "../cell/ambient.ts"
import { languageSettings, ProjectError } from "../runtime/modules/project.ts"
import { fallbackModules } from "../installation.ts"
import { uriOfFile } from "./fileUri.ts"
import { flowTypes } from "./flowTypes.ts"

/** A document that exists in the server's memory alone. */
export interface VirtualDocument {
  uri: string
  languageId: string
  text: string
}

/** The documents around the notebooks of a folder: their modules lie in it, so that their imports mean what they say. */
export interface FolderDocuments {
  /** Absolute path of the project's own configuration, when it has one. */
  project: string | undefined
  /** The URI of a module in the folder. */
  uriOf(file: string): string
  /**
   * All but the modules themselves.
   * @param files names of the modules
   */
  around(files: readonly string[]): readonly VirtualDocument[]
}

/** File name of the configuration that a server takes for all folders. */
export const configurationName = "tsconfig.tsnb.json"
/** A folder with more sources than this isn't one that belongs together. */
const maxSources = 200
const ambientFile = "tsnb-ambient.d.ts"
const bundledFile = "tsnb-bundled.d.ts"

/**
 * The documents for notebooks in a folder.
 * @param tsnb absolute path of the folder in which tsnb is installed
 */
export function documentsIn(folder: string, tsnb: string): FolderDocuments {
  // Within tsnb's package, where `#api` is known. A declared module is there whatever the project's paths are.
  const moduleFile = join(tsnb, "dist", "language", "tsnb-module.d.ts")
  const project = nearest(folder, "tsconfig.json")
  const nodeTypes = nearest(folder, join("node_modules", "@types", "node", "index.d.ts")) ?? ownNodeTypes()
  const uriOf = (file: string): string => uriOfFile(join(folder, file))
  const bundled = Object.keys(fallbackModules).filter(
    (name) => nearest(folder, join("node_modules", name)) === undefined,
  )
  const fixed: readonly VirtualDocument[] = [
    { uri: uriOf(bundledFile), languageId: "typescript", text: bundled.map(untypedModule).join("") },
    { uri: uriOfFile(moduleFile), languageId: "typescript", text: moduleText },
    { uri: uriOf(ambientFile), languageId: "typescript", text: ambientText(nodeTypes) },
  ]
  return {
    project,
    uriOf,
    around(files) {
      // With the configuration itself, which would else be in a project of its own.
      const sources = project === undefined ? sourcesIn(folder) : []
      const all = [configurationName, ambientFile, bundledFile, moduleFile, ...files, ...sources]
      const text = JSON.stringify(configurationFor(project, all))
      return [{ uri: uriOf(configurationName), languageId: "json", text }, ...fixed]
    },
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
      jsx: jsxOf(project),
      skipLibCheck: true,
      noEmit: true,
      composite: false,
      declaration: false,
      isolatedDeclarations: false,
      // All of TypeScript works in a cell.
      erasableSyntaxOnly: false,
      incremental: false,
      // Nothing is written, so sources may be anywhere.
      rootDir: null,
    },
    files,
    ...(project !== undefined && included(project)),
    typeAcquisition: { enable: false },
  }
}

/** What runs cells makes calls of JSX, whatever else a project does with it. */
function jsxOf(project: string | undefined): string {
  try {
    return (project !== undefined && languageSettings(dirname(project)).jsx) || "react-jsx"
  } catch (error) {
    // The language server tells what is wrong with it.
    if (error instanceof ProjectError) return "react-jsx"
    throw error
  }
}

/** The files of a folder without a project, so that their names can be imported: it may be anybody's home. */
function sourcesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => /\.[cm]?tsx?$/.test(name))
  return names.slice(0, maxSources)
}

/** All files of a project that doesn't say which are its own: naming those of the notebooks takes that away. */
function included(project: string): { include?: readonly string[] } {
  const text = readFileSync(project, "utf8")
  return /"(?:include|files|extends)"\s*:/.test(text) ? {} : { include: [join(dirname(project), "**", "*")] }
}

const moduleText = `declare module "tsnb" {
  export * from "#api"
}
`

/** A package that tsnb brings for notebooks whose folder doesn't have it; its types don't come along. */
function untypedModule(name: string): string {
  return `declare module ${JSON.stringify(name)}\n`
}

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
${flowTypes}
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
