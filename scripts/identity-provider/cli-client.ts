/** Client of the command line; nobody else may use the persona grant. */
export const CLI_CLIENT_ID = 'delivery-cli'
/** Grant type with which the command line asks for a token of a persona. It exists on the development issuer only. */
export const PERSONA_GRANT = 'urn:delivery-graph:params:oauth:grant-type:persona'
/** Longest life of a token that the command line may ask for, in seconds. */
export const MAX_EXPIRES_SECONDS = 2 * 3_600
