import { directiveReference } from "../kernel/cell/directive/index.ts"

const introduction = `# Directives

<!-- Written by \`node scripts/documentDirectives.ts\` from the table in kernel/cell/directive/table.ts: change it there. -->

A directive is the first comment of a code cell: \`// @name [words…] [option=value …]\`. A cell has at most one. Options may
go on in the comment lines that follow it. A value is a bare word, a number, a duration (\`500ms\`, \`2s\`, \`10m\`, \`1h\`,
\`1d\`), a size (\`512MB\`), or JSON (\`"a text"\`, \`["a", "b"]\`, \`{"db": 2}\`). An option that doesn't exist, or a value of the
wrong type, is a problem that \`tsnb check\` and \`tsnb run\` report with its place, before anything runs.

\`\`\`ts
// @task loadPages for="page of pages" tags=web
//   retries=5 retryDelay=exponential retryJitter=0.2
//   timeout=30s
\`\`\`

Options that only matter where a flow runs by itself or on a cluster are checked, and have no effect yet on a run from the
command line: \`queue\` of \`@task\`; \`schedule\`, \`timezone\`, \`overlap\` and \`catchup\` of \`@flow\`.
`

/** The whole text of docs/directives.md. */
export function directivesPage(): string {
  return `${introduction}\n${directiveReference().replaceAll(/^### /gm, "## ")}`
}
