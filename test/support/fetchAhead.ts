/**
 * In CI all tests run, on machines that have nothing yet: the Python environment that some of them need is made while
 * others run, rather than while they wait for it.
 */
export default function setup(): void {
  if (!process.env["CI"]) return
  // It is known only now which run of the tests this is.
  import("../clients/environment.ts")
    .then(({ pythonEnvironment }) => pythonEnvironment())
    .catch((error: unknown) => {
      // Whoever needs it fails with the same reason.
      process.stderr.write(`${String(error)}\n`)
    })
}
