import { dirname, join } from "node:path"
import type { Place } from "./place.ts"

/**
 * The folders in which Python's packages lie, the nearest environment first; with `*` for versions.
 * Known by custom, since asking Python itself takes longer than a whole cached run.
 */
export function pythonPackages(place: Place): string[] {
  return place.platform === "win32" ? onWindows(place) : elsewhere(place)
}

function onWindows(place: Place): string[] {
  const { environment, home } = place
  const roaming = environment["APPDATA"] || join(home, "AppData", "Roaming")
  const local = environment["LOCALAPPDATA"] || join(home, "AppData", "Local")
  return [
    ...environments(place).map((folder) => join(folder, "Lib", "site-packages")),
    join(roaming, "Python", "Python3*", "site-packages"),
    join(local, "Programs", "Python", "Python3*", "Lib", "site-packages"),
  ]
}

function elsewhere(place: Place): string[] {
  const { environment, home, platform, root } = place
  const pyenv = environment["PYENV_ROOT"] || join(home, ".pyenv")
  const prefixes = [...environments(place), join(home, ".local"), join(pyenv, "versions", "*"), join(root, "usr/local")]
  return [
    ...prefixes.map((prefix) => join(prefix, "lib", "python3.*", "site-packages")),
    ...(platform === "darwin"
      ? [
          join(home, "Library/Python/3.*/lib/python/site-packages"),
          join(root, "opt/homebrew/lib/python3.*/site-packages"),
        ]
      : [join(root, "usr/local/lib/python3.*/dist-packages"), join(root, "usr/lib/python3/dist-packages")]),
  ]
}

/** The active environment, and those that editors make in a project. */
function environments({ environment, notebook }: Place): string[] {
  const active = [environment["VIRTUAL_ENV"], environment["CONDA_PREFIX"]].filter((folder) => folder !== undefined)
  return [...active.filter((folder) => folder !== ""), join(notebook, ".venv"), join(dirname(notebook), ".venv")]
}
