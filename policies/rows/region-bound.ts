import type { Principal } from '../../contracts/wire/principal.ts'

/** Rows of the regions that a person answers for (`principal.regions`); none when the issuer does not say which. */
export const ofOwnRegions = ({ regions }: Principal) => [{ region: regions ?? [] }]
