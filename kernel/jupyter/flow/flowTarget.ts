/** The name of the comm target at which flows are asked for. */
export const flowTarget = "tsnb"
