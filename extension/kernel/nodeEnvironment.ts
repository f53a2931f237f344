/** The environment of a program that is to run on Node: VS Code's own program runs as Node when it is told so. */
export function nodeEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: "1", ...more }
}
