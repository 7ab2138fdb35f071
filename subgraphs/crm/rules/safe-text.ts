/**
 * Characters that have no place in a name: control characters and line separators, which break lists and logs; bidirectional
 * controls, which show a name in another order than it has (CVE-2021-42574); halves of a surrogate pair, which are no text.
 */
const UNSAFE_IN_NAME = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
/** Prose has lines and tabs besides. */
const UNSAFE_IN_PROSE = /(?![\t\n\r])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u

/** Whether people read a name, on one line, as it is written. */
export const isSafeName = (text: string): boolean => !UNSAFE_IN_NAME.test(text)

/** The same for text of several lines. */
export const isSafeProse = (text: string): boolean => !UNSAFE_IN_PROSE.test(text)
