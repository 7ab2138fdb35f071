/** Flat facts as a list, in alphabetical order of their names. */
export const toDetails = (
  facts: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly value: string }[] =>
  Object.entries(facts)
    .map(([name, value]) => ({ name, value }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
