import { directiveReference } from "../kernel/cell/directive/index.ts"

const introduction = `# Directives

<!-- Written by \`node scripts/documentDirectives.ts\` from the table in kernel/cell/directive/table.ts: change it there. -->

A directive is the first comment of a code cell: \`// @name [words…] [option=value …]\`. A cell has at most one. Options may
continue on the comment lines that follow. A value is a bare word, a number, a duration (\`500ms\`, \`2s\`, \`10m\`, \`1h\`,
\`1d\`), a size (\`512MB\`), or JSON (\`"a text"\`, \`["a", "b"]\`, \`{"db": 2}\`). \`tsnb check\` and \`tsnb run\` report an unknown
option or a value of the wrong type, with its place, before anything runs.

\`\`\`ts
// @task loadPages for="page of pages" tags=web
//   retries=5 retryDelay=exponential retryJitter=0.2
//   timeout=30s
\`\`\`

Some options are for a server with schedules or for a cluster, which don't exist yet. They are checked, but have no effect on
any run today: \`queue\` of \`@task\`; \`schedule\`, \`timezone\`, \`overlap\` and \`catchup\` of \`@flow\`. To run a notebook
regularly, [use cron](command-line.md#run-it-every-day-with-cron).
`

/** The whole text of docs/directives.md. */
export function directivesPage(): string {
  return `${introduction}\n${directiveReference().replaceAll(/^### /gm, "## ")}`
}
