// The part of TensorFlow.js that danfojs uses, without the native bindings of tfjs-node.
// oxlint-disable import/no-unassigned-import -- these two register themselves
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js"
import "@tensorflow/tfjs-backend-cpu"
import { backend } from "@tensorflow/tfjs-core"

export * from "@tensorflow/tfjs-core"
export * from "@tensorflow/tfjs-layers"
export * as data from "@tensorflow/tfjs-data"

// Else the first operation prints an advertisement for the native bindings into the run's log.
backend().firstUse = false
