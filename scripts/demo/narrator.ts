import type { Line } from './story.ts'

/** Tells a story as it happens. */
export interface Narrator {
  begin(id: string, title: string): void
  line(line: Line): void
  block(title: string, value: unknown): void
  end(outcome: {
    readonly ok: boolean
    readonly assertions: number
    readonly failure: string | null
    readonly tookMs: number
  }): void
}

/** A table for people. */
export function createTextNarrator(print: (text: string) => void): Narrator {
  const row = (...cells: readonly string[]) =>
    print(
      cells
        .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  return {
    begin(id, title) {
      print(`\n${id}  ${title}\n`)
      row('STEP', 'SYSTEM', 'STATE', 'BUSINESS TIME', 'TOOK', 'DETAIL')
    },
    line: ({ step, system, state, at, tookMs, note }) =>
      row(step, system, state, at?.slice(0, 19).replace('T', ' ') ?? '', `${tookMs} ms`, note),
    block: (title, value) => print(`\n${title}\n${JSON.stringify(value, null, 2)}`),
    end: ({ ok, assertions, failure, tookMs }) =>
      print(`\n${ok ? `told: ${assertions} assertions held` : `broken: ${failure}`} (${(tookMs / 1000).toFixed(1)} s)`),
  }
}

const WIDTHS = [66, 13, 21, 19, 7]

/** One JSON document a line, for programs. */
export function createJsonNarrator(print: (text: string) => void): Narrator {
  const emit = (type: string, value: object) => print(JSON.stringify({ type, ...value }))
  return {
    begin: (id, title) => emit('story', { id, title }),
    line: (line) => emit('line', line),
    block: (title, value) => emit('block', { title, value }),
    end: (outcome) => emit('end', outcome),
  }
}
