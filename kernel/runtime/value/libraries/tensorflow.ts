import type { ForeignAdapter } from "../adapters.ts"
import { DecodeError } from "../errors.ts"
import { className } from "../prototypes.ts"

/** What TensorFlow.js hands to whoever saves a model, and takes back from whoever loads one. */
interface ModelArtifacts {
  weightData?: ArrayBuffer | readonly ArrayBuffer[]
}

interface Model {
  save(
    handler: { save(artifacts: ModelArtifacts): Promise<object> },
    options: { includeOptimizer: boolean },
  ): Promise<unknown>
}

/**
 * Layers models of TensorFlow.js, by the library's own handlers for saving: topology, weights and, of a compiled model, how it
 * is trained with the optimizer's weights. As bytes: the length of a JSON text, the text, the weights.
 */
export const tensorflowAdapter: ForeignAdapter = {
  name: "tensorflow",
  module: "@tensorflow/tfjs",
  matches: (value) => isModel(value),
  async toBytes(value) {
    if (!isModel(value)) throw new TypeError("not a model of TensorFlow.js")
    let saved: ModelArtifacts | undefined
    const save = (artifacts: ModelArtifacts): Promise<object> => {
      saved = artifacts
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } })
    }
    const isCompiled = "optimizer" in value && value.optimizer !== undefined
    await value.save({ save }, { includeOptimizer: isCompiled })
    if (!saved) throw new TypeError("the model gave nothing to its save handler")
    const { weightData = [], ...description } = saved
    const weights = weightData instanceof ArrayBuffer ? [weightData] : weightData
    const text = Buffer.from(JSON.stringify(description))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(text.length)
    return Buffer.concat([length, text, ...weights.map((part) => Buffer.from(part))])
  },
  async fromBytes(bytes, module) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const end = 4 + (text.length < 4 ? Infinity : text.readUInt32LE())
    if (end > text.length) throw new DecodeError("The bytes of a stored TensorFlow.js model are damaged")
    const description: unknown = JSON.parse(text.toString("utf8", 4, end))
    // A copy, because the model goes on to use the memory that it is read from, all of it.
    const weightData = new Uint8Array(bytes.subarray(end)).buffer
    const load: unknown = Reflect.get(Object(module), "loadLayersModel")
    if (typeof load !== "function") throw new DecodeError("The notebook's @tensorflow/tfjs has no loadLayersModel")
    const artifacts = { ...Object(description), weightData }
    const model: unknown = await Reflect.apply(load, module, [{ load: () => Promise.resolve(artifacts) }])
    if (typeof model !== "object" || model === null) throw new DecodeError("TensorFlow.js gave no model")
    return model
  },
}

function isModel(value: object): value is Model {
  const name = className(value)
  return (
    (name === "Sequential" || name === "LayersModel" || name === "Functional") &&
    ["getWeights", "predict", "save", "toJSON"].every((method) => typeof Reflect.get(value, method) === "function")
  )
}
