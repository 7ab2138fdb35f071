/**
 * A fault that the person at the keyboard can mend: a taken port, a damaged directory, a wrong setting. Commands print its
 * message as one line, without a stack trace, and exit with code 1. Anything else is a defect and keeps its stack.
 */
export function operatorFault(message: string, cause?: unknown): Error {
  const fault = new Error(message, { cause })
  fault.name = OPERATOR_FAULT
  return fault
}

export function isOperatorFault(error: unknown): error is Error {
  return error instanceof Error && error.name === OPERATOR_FAULT
}

/** What a command prints for a failure: the bare message of an operator fault, the stack of a defect. */
export function describeFailure(error: unknown): string {
  if (isOperatorFault(error)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const OPERATOR_FAULT = 'OperatorFault'
