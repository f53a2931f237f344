/** What npm's audit came to. */
export type AuditEnd =
  | { kind: "sound" }
  | { kind: "unanswered"; why: string }
  | { kind: "found"; lines: readonly string[] }

const grave = new Set(["high", "critical"])

/**
 * Reads what `npm audit --json` printed: known vulnerabilities that are grave, or that the registry doesn't tell of any.
 * @throws when it printed something else
 */
export function readAudit(printed: string): AuditEnd {
  const answer: unknown = JSON.parse(printed)
  const found = field(answer, "vulnerabilities")
  if (typeof found !== "object" || found === null) {
    const why = field(answer, "message") ?? field(field(answer, "error"), "summary")
    if (typeof why !== "string") throw new Error(`npm audit says what isn't known here: ${printed.slice(0, 200)}`)
    return { kind: "unanswered", why }
  }
  const lines = Object.values(found)
    .filter((one) => grave.has(String(field(one, "severity"))))
    .map((one) => `${String(field(one, "name"))} ${String(field(one, "range"))}: ${String(field(one, "severity"))}`)
  return lines.length > 0 ? { kind: "found", lines } : { kind: "sound" }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined
}
