import { test } from "vitest"
import { AttemptProcess } from "./runtime/trace/attemptProcess.ts"
import { summary } from "./runtime/trace/summary.ts"
test("x", async () => {
  await using cell = new AttemptProcess({
    "m/index.js": "",
    "one.js": "",
    "h.mjs":
      "export const r = import.meta.resolve('pk'); export const s = (() => {try{return import.meta.resolve('nopk')}catch(e){return e.code}})()",
    "node_modules/pk/package.json": '{"name":"pk","version":"1.0.0","main":"a.js"}',
    "node_modules/pk/a.js": "",
  })
  const go = async (code: string) => {
    const a = await cell.attempt(code)
    console.log(code, a.value, a.error?.message, summary(a))
  }
  await go("return require.resolve('./m')")
  await go("return require.resolve('./one')")
  await go("return require.resolve('./one.js')")
  await go("return require.resolve('./none')")
  await go("return require.resolve('pk')")
  await go("return require.resolve('nopk')")
  await go("return require('module').findPackageJSON('pk', process.cwd()+'/taxi.tsnb')")
  await go("return require('module').findPackageJSON('.', process.cwd()+'/taxi.tsnb')")
  await go("return import.meta.resolve('pk')")
  await go("return require.resolve.paths('pk')")
  await go("return {...await import('./h.mjs')}")
})
