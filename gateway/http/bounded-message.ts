/** Longest message of an error, in characters. */
const MAX_MESSAGE_LENGTH = 500

/** A message that quotes what the caller sent is cut: a variable of a megabyte must not come back once for each fault in it. */
export function boundedMessage(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH ? message : `${message.slice(0, MAX_MESSAGE_LENGTH)}…`
}
