/** Record stamps of a row that was written once, at this instant. */
export const stamps = (at: string) => ({ revision: 1, created_at: at, updated_at: at })

/** Master data was entered when the firm began. */
export const FOUNDED = '2021-03-01T08:00:00.000Z'
