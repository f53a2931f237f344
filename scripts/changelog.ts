/**
 * What a changelog says of a version, without the heading.
 * @throws when it says nothing
 */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find((text) => /^\[?([^\]\s]+)/.exec(text)?.[1] === version)
  const notes = section?.slice(section.indexOf("\n")).trim()
  if (!notes) throw new Error(`CHANGELOG.md says nothing about version ${version}`)
  return notes
}
