/** The name of the error of a cell that was interrupted, and what it says. */
export const interruptedName = "Interrupted"
export const interruptedMessage = "The cell was interrupted. All values are kept"

/** The name of the error of a cell whose session died. */
export const sessionDiedName = "SessionDied"
