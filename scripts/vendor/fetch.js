// Node has fetch itself.
export default globalThis.fetch
