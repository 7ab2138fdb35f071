/**
 * How much of what a client may send has to be registered in advance, from the loosest to the strictest. `log-unknown` runs
 * everything and writes down what is not registered; `safelist` runs registered texts only; `id-only` runs no text at all.
 */
export const LEVELS = ['off', 'log-unknown', 'safelist', 'id-only'] as const
export type Level = (typeof LEVELS)[number]

/** The one that lets less pass: a setting for one client never opens what is closed for all of its kind. */
export function stricterOf(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b) ? a : b
}
