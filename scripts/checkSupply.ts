import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { isAllowed } from "./notices/licenses.ts"
import { readAudit } from "./supply/audit.ts"
import { shippedLicenses } from "./supply/shipped.ts"

/*
 * What comes from elsewhere: licences by the list of those that are allowed, and grave vulnerabilities that the registry knows.
 * One that tells of none is said, and is no failure.
 */
const root = join(import.meta.dirname, "..")

const refused = (await shippedLicenses()).filter(({ license }) => !isAllowed(license))
for (const { name, license } of refused)
  console.error(
    `${name} is under ${license || "no licence that it names"}, which scripts/notices/licenses.ts doesn't allow`,
  )

const { stdout } = spawnSync("npm", ["audit", "--json"], {
  cwd: root,
  encoding: "utf8",
  shell: process.platform === "win32",
  maxBuffer: 2 ** 26,
})
const audit = readAudit(stdout)
if (audit.kind === "found") console.error(["Known vulnerabilities:", ...audit.lines].join("\n"))
if (audit.kind === "unanswered")
  console.log(`The registry doesn't tell of vulnerabilities, none were looked for: ${audit.why}`)

if (refused.length > 0 || audit.kind === "found") process.exitCode = 1
