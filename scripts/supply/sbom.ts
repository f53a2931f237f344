/** What is read and written of a bill of materials in CycloneDX's form. */
export interface Sbom {
  metadata: { component: { name: string; "bom-ref": string } }
  components: readonly SbomComponent[]
  dependencies: readonly { ref: string; dependsOn?: readonly string[] }[]
}

interface SbomComponent {
  "bom-ref": string
  purl: string
  properties?: readonly { name: string; value: string }[]
}

/**
 * The bill of what comes with the package: its dependencies, and of those that only developers install the ones that were
 * bundled into it.
 * @param whole npm's bill of all that is installed
 * @param bundled the packages in the bundles, as `name@version`
 */
export function shippedSbom(whole: Sbom, name: string, bundled: ReadonlySet<string>): Sbom {
  const components = whole.components.filter((one) => !isForDevelopers(one) || bundled.has(nameAndVersion(one.purl)))
  const own = whole.metadata.component
  const refs = new Set([own["bom-ref"], ...components.map((one) => one["bom-ref"])])
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map((one) => ({ ref: one.ref, dependsOn: (one.dependsOn ?? []).filter((ref) => refs.has(ref)) }))
  // npm names it by the folder that it is in.
  return { ...whole, metadata: { ...whole.metadata, component: { ...own, name } }, components, dependencies }
}

function isForDevelopers({ properties = [] }: SbomComponent): boolean {
  return properties.some(({ name, value }) => name === "cdx:npm:package:development" && value === "true")
}

/** Of `pkg:npm/%40scope/name@1.0.0?more`, `@scope/name@1.0.0`. */
function nameAndVersion(purl: string): string {
  return decodeURIComponent(purl.replace(/^pkg:npm\//, "").replace(/[?#].*$/, ""))
}
