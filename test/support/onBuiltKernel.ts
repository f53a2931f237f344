import { vi } from "vitest"
import { builtKernel, jupyterKernel } from "./builtKernel.ts"

/* What is tested runs from the sources in vitest's own process; the processes that it starts are built. */
vi.mock(import("../../kernel/installation.ts"), async (original) => ({
  ...(await original()),
  processProgram: builtKernel("runtime", "process.js"),
  liveProgram: builtKernel("runtime", "live", "main.js"),
  kernelProgram: jupyterKernel,
}))
