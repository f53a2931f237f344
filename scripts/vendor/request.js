// What danfojs asks of the package `request` (a stream of a web address), on Node's own fetch.
import { PassThrough, Readable } from "node:stream"

export default function request({ url, method, headers }) {
  const stream = new PassThrough()
  // danfojs listens for `response` alone: told as an error event, a failure would end the process.
  const fail = (error) => {
    stream.emit("response", { statusCode: 0, statusMessage: error.cause?.message ?? error.message })
    stream.end()
  }
  fetch(url, { method, headers }).then((response) => {
    stream.emit("response", { statusCode: response.status, statusMessage: response.statusText })
    if (!response.body) return stream.end()
    return Readable.fromWeb(response.body).once("error", fail).pipe(stream)
  }, fail)
  return stream
}

request.get = (url) => request({ url })
