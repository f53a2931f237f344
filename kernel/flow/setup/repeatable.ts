/**
 * Set-up of well-known packages that makes no difference when it runs once more in the same process. Of any other package
 * that isn't known (a plugin may be added twice, a seed be used up), so each attempt gets a process of its own there.
 */
const repeatable: Readonly<Record<string, readonly string[]>> = {
  "@tensorflow/tfjs": ["enableProdMode", "setBackend"],
  "chart.js": ["register"],
  dayjs: ["extend", "locale"],
  dotenv: ["config", "configDotenv"],
  echarts: ["registerMap", "registerTheme", "use"],
  moment: ["locale"],
  zod: ["config", "setErrorMap"],
}

/**
 * Whether a package's function may be called once more in a process to no effect.
 * @param called such as `extend`
 */
export function isRepeatable(packageName: string, called: string): boolean {
  return Object.hasOwn(repeatable, packageName) && (repeatable[packageName] ?? []).includes(called)
}
