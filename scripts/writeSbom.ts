import { writeSbom } from "./supply/shipped.ts"

// The bill of materials that comes with the package: `npm pack` asks for it once all is built.
await writeSbom()
