import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { isCurrencyCode, isDateText, isDecimalText, isInstantText } from '../../contracts/wire/values.ts'

/** The scalars of every subgraph: text in, checked; text out, checked again. A JavaScript number is never a Decimal. */
export const scalars = {
  Date: textScalar('Date', isDateText, 'a calendar date such as 2026-05-26'),
  DateTime: textScalar('DateTime', isInstantText, 'an RFC 3339 instant such as 2026-05-26T09:00:00Z', (text) =>
    new Date(text).toISOString(),
  ),
  Decimal: textScalar('Decimal', isDecimalText, 'a decimal number in a string, such as "1250.50"'),
  CurrencyCode: textScalar('CurrencyCode', isCurrencyCode, 'an ISO 4217 code such as EUR'),
  CountryCode: textScalar(
    'CountryCode',
    (text) => /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(text),
    'an ISO 3166 code such as DE or US-TX',
  ),
  URL: textScalar('URL', (text) => /^https:\/\/\S+$/.test(text) && URL.canParse(text), 'an absolute https URL'),
  EmailAddress: textScalar('EmailAddress', (text) => /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(text), 'a mail address'),
} as const

function textScalar(
  name: string,
  isValid: (text: string) => boolean,
  expected: string,
  normalise: (text: string) => string = (text) => text,
): GraphQLScalarType<string, string> {
  function accept(value: unknown, nodes?: ValueNode): string {
    if (typeof value === 'string' && isValid(value)) return normalise(value)
    throw new GraphQLError(`${name} must be ${expected}.`, { nodes, extensions: { code: 'BAD_USER_INPUT' } })
  }
  return new GraphQLScalarType({
    name,
    parseValue: (value) => accept(value),
    parseLiteral: (node) => accept(node.kind === Kind.STRING ? node.value : undefined, node),
    serialize(value) {
      if (typeof value === 'string' && isValid(value)) return normalise(value)
      throw new TypeError(`A resolver returned a ${typeof value} that is not ${expected}`)
    },
  })
}
