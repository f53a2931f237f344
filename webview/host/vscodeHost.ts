import { decodeToPanel } from "../decode.ts"
import { FrameQueue } from "./frames.ts"
import type { Host } from "./host.ts"

/** What VS Code gives to a page that it shows. */
interface VSCodeApi {
  postMessage(message: unknown): void
  getState(): unknown
  setState(state: unknown): void
}

declare function acquireVsCodeApi(): VSCodeApi

/** VS Code as the panel's host. To be called once. */
export function vscodeHost(): Host {
  const api = acquireVsCodeApi()
  return {
    send: (message) => api.postMessage(message),
    listen: (listener) => {
      const frames = new FrameQueue(listener)
      window.addEventListener("message", ({ data }: MessageEvent<unknown>) => frames.add(decodeToPanel(data)))
    },
    kept: api.getState(),
    keep: (state) => api.setState(state),
  }
}
