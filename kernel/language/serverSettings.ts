import { array, record } from "./answer.ts"
import { configurationName } from "./documents.ts"

/** Modules that exist in the server alone. */
const madeModules = ["**/*.tsnb.ts", "**/tsnb-ambient.d.ts", "**/tsnb-scratch.ts"]

/**
 * A section of an editor's settings as the server is to have it. What the server is told at its start is forgotten when it
 * asks for settings, so that these have to say it again.
 * @param settings the section as the person has set it
 */
export function serverSettings(section: string, settings: unknown): unknown {
  if (section !== "typescript" && section !== "js/ts") return settings ?? null
  const given = record(settings)
  const preferences = record(given["preferences"])
  const ending = preferences["importModuleSpecifierEnding"]
  return {
    ...given,
    customConfigFileName: configurationName,
    // It would run npm.
    disableAutomaticTypeAcquisition: true,
    tsserver: { automaticTypeAcquisition: { enabled: false } },
    preferences: {
      ...preferences,
      // Node wants the whole names of files.
      importModuleSpecifierEnding: ending === undefined || ending === "auto" ? "js" : ending,
      autoImportFileExcludePatterns: [...array(preferences["autoImportFileExcludePatterns"]), ...madeModules],
    },
  }
}
