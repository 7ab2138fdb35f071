import { defineStep } from './step.ts'

/** Asks for a suggestion of template and path. Nothing waits for it: the rules and the people decide without it. */
export const askForSuggestion = defineStep({
  key: 'H04',
  skip: () => 'no suggestion service configured',
  async do() {
    throw new Error('a step that is always skipped was carried out')
  },
  undo: null,
})
