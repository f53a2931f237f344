import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { isAllowed } from "./licenses.ts"

/** A package that is part of the extension, with what its licence asks to be kept. */
export interface Notice {
  name: string
  version: string
  license: string
  /** Texts of its files of licences and notices. */
  texts: readonly string[]
}

/** A package that may not be part of the extension. */
export class LicenseError extends Error {
  override readonly name = "LicenseError"
}

const licenseFile = /^(?:licen[cs]e|copying|notice)/i

/**
 * Reads what a package says of its licence.
 * @param folder absolute path of the package
 * @throws {LicenseError} when it is none of those that are allowed, or isn't told
 */
export async function noticeOf(folder: string): Promise<Notice> {
  // npm wrote or checked it; which of the forms of the licence's field it has is looked at below.
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Record<string, unknown>
  const name = String(manifest["name"])
  const texts = await licenseTexts(folder)
  const license = licenseOf(manifest) ?? recognized(texts)
  if (license === undefined || !isAllowed(license)) {
    throw new LicenseError(
      `${name} is under ${license ?? "no licence that it names"}. Use another package, or add the licence to ` +
        "scripts/notices/licenses.ts when its terms are kept",
    )
  }
  return { name, version: String(manifest["version"]), license, texts }
}

/** Notices as a page; those whose texts are the same stand together. */
export function noticesPage(notices: readonly Notice[]): string {
  const sorted = [...new Map(notices.map((notice) => [`${notice.name} ${notice.version}`, notice])).entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, notice]) => notice)
  const groups = Map.groupBy(sorted, ({ license, texts }) => JSON.stringify([license, texts]))
  const sections = [...groups.values()].map((group) => {
    const [{ license, texts } = { license: "", texts: [] }] = group
    const names = group.map(({ name, version }) => `- ${name} ${version}`).join("\n")
    const said = texts.length > 0 ? texts : [`The package has no text of its licence with it: ${license}.`]
    return `## ${license}\n\n${names}\n\n${said.map((text) => `\`\`\`text\n${text}\n\`\`\``).join("\n\n")}\n`
  })
  const beginning =
    "# Notices\n\nThis extension has these packages in it, each under the licence that stands below it.\n"
  return [beginning, ...sections].join("\n")
}

async function licenseTexts(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && licenseFile.test(entry.name))
  const texts = await Promise.all(files.map(({ name }) => readFile(join(folder, name), "utf8")))
  return texts.map(normalized)
}

/** The licence of a package that doesn't name it, by the text of it that comes along. */
function recognized(texts: readonly string[]): string | undefined {
  const isMit = texts.some(
    (text) => /^(?:the )?MIT license/i.test(text) || text.includes("Permission is hereby granted, free of charge"),
  )
  return isMit ? "MIT" : undefined
}

/** The field is a text today; older packages have an object, or a list of them. */
function licenseOf({ license, licenses }: Record<string, unknown>): string | undefined {
  if (typeof license === "string") return license
  const kinds = (Array.isArray(licenses) ? licenses : [license]).flatMap((one: unknown) => {
    const type: unknown = Reflect.get(Object(one), "type")
    return typeof type === "string" ? [type] : []
  })
  return kinds.length > 0 ? kinds.join(" OR ") : undefined
}

function normalized(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("```", "'''").trim()
}
