// The command line as the launcher starts it on another Node: it ends with the launcher, however that ends.
import { Socket } from "node:net"

// A pipe whose other end only the launcher holds.
const lifeline = new Socket({ fd: 3, readable: true, writable: false })
const end = () => process.kill(process.pid, "SIGKILL")
lifeline.on("end", end).on("error", end).resume().unref()

await import("./tsnb.js")
