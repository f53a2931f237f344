import { execFileSync } from "node:child_process"
import { readFileSync, readlinkSync } from "node:fs"
import { hostname } from "node:os"

/** How long after its renewal a lease ends, in milliseconds. */
export const leaseDuration = 15_000
/** How often an owner should renew its leases, in milliseconds. */
export const leaseRenewal = 5_000
/** How long after its end a lease still counts, in milliseconds: a busy machine may renew late. */
export const leaseGrace = 30_000

/** The process that a run belongs to. */
export interface Owner {
  pid: number
  /** Tells the process from a later one with the same pid; null where the system doesn't say. */
  start: string | null
  /** The computer, and on Linux the container. */
  host: string
}

/** What has to be asked of the operating system. */
export interface ProcessTable {
  readonly host: string
  /** Whether there is such a process; one that has ended and waits for its parent doesn't count. */
  exists(pid: number): boolean
  /** When the process started, in whatever form; null where the system doesn't say. */
  start(pid: number): string | null
}

/**
 * Whether the owner is still there. A process that is known to be the same one is alive however late its lease: it may
 * be stopped, or the computer was asleep. The lease decides where that can't be known.
 *
 * @param leaseUntil when its lease ends or ended, in milliseconds since 1970
 * @param now milliseconds since 1970
 */
export function isAlive(owner: Owner, leaseUntil: number, now: number, processes: ProcessTable): boolean {
  const leaseCounts = now <= leaseUntil + leaseGrace
  if (owner.host !== processes.host) return leaseCounts
  if (!processes.exists(owner.pid)) return false
  const start = owner.start === null ? null : processes.start(owner.pid)
  return start === null ? leaseCounts : start === owner.start
}

/** This computer's processes. */
export const localProcesses: ProcessTable = {
  host: process.platform === "linux" ? `${hostname()} ${linuxPidNamespace()}` : hostname(),

  exists(pid) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      // EPERM: it is there, and belongs to somebody else.
      if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false
    }
    return process.platform !== "linux" || !/^[ZX]$/.test(linuxStat(pid)?.state ?? "")
  },

  start(pid) {
    if (process.platform === "linux") return linuxStat(pid)?.start ?? null
    if (process.platform === "darwin") return darwinStart(pid)
    return null
  },
}

/** This process, as the owner of runs. */
export function thisProcess(processes: ProcessTable = localProcesses): Owner {
  return { pid: process.pid, start: processes.start(process.pid), host: processes.host }
}

function linuxPidNamespace(): string {
  return readOr("", () => readlinkSync("/proc/self/ns/pid"))
}

function linuxStat(pid: number): { state: string; start: string } | undefined {
  const text = readOr("", () => readFileSync(`/proc/${pid}/stat`, "utf8"))
  // The second field is the command in parentheses, and may itself contain spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  const [state, ticks] = [fields[0], fields[19]]
  if (state === undefined || ticks === undefined) return undefined
  // Ticks count from the start of the computer, so they say little without telling which start.
  const boot = readOr("", () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")).trim()
  return { state, start: `${boot} ${ticks}` }
}

function darwinStart(pid: number): string | null {
  const options = { encoding: "utf8", env: { ...process.env, LC_ALL: "C", TZ: "UTC" }, stdio: "pipe" } as const
  return readOr("", () => execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], options)).trim() || null
}

/** Some systems hide such facts; the lease decides then. */
function readOr(otherwise: string, read: () => string): string {
  try {
    return read()
  } catch {
    return otherwise
  }
}
