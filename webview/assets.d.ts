/** The program of elkjs's worker, as text; the build puts it in. */
declare module "tsnb:layout-worker" {
  const source: string
  export default source
}

declare module "*.css" {}
