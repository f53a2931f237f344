/** What code in a cell can ask of the kernel. */
export type KernelRequest =
  | { kind: "subflow"; notebook: string; parameters: Readonly<Record<string, unknown>> }
  | {
      kind: "runFlow"
      parameters: Readonly<Record<string, unknown>>
      only?: readonly string[]
      from?: string
      fresh?: boolean
    }
  | { kind: "flowGraph" }
