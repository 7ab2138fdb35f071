import { type FieldNode, Kind, type SelectionSetNode, valueFromASTUntyped } from 'graphql'
import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import type { MutationOutcome } from '../../contracts/wire/audit-record.ts'
import type { Operation, OperationResult } from '../execution/executor.ts'
import { isRecord } from '../is-record.ts'

/** More fields, and more codes of one field, than this say nothing new. */
const MAX_FIELDS = 100
const MAX_CODES = 20
/** Characters of a code: the registry's are shorter, and a foreign one must not bring a text along. */
const CODE = /^[A-Z][A-Z0-9_]{0,60}$/
const APPROVAL_ID = /^apr_[a-z0-9]{1,40}$/

/** What became of each mutation field, in the order of the document. A field that was skipped by a directive is not among them. */
export function mutationOutcomes(
  { document, definition, variables }: Operation,
  result: OperationResult,
  key: Pick<AuditKey, 'pseudonymOf'>,
): readonly MutationOutcome[] {
  if (definition.operation !== 'mutation') return []
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
  )

  /** Through fragments; validation let no cycle pass. */
  function fieldsOf({ selections }: SelectionSetNode): readonly FieldNode[] {
    return selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection]
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet)
      const fragment = fragments.get(selection.name.value)
      return fragment === undefined ? [] : fieldsOf(fragment.selectionSet)
    })
  }

  function outcomeOf(field: FieldNode): readonly MutationOutcome[] {
    const name = field.name.value
    const response = responseKey(field)
    const { idempotencyKey, approvalId } = argumentsOf(field, variables)
    const known = {
      field: name,
      key: idempotencyKey === undefined ? null : key.pseudonymOf(idempotencyKey),
      approval: approvalId !== undefined && APPROVAL_ID.test(approvalId) ? approvalId : null,
    }
    if (result.data === undefined) {
      const codes = codesOf((result.errors ?? []).map(({ extensions }) => extensions.code))
      return [{ ...known, outcome: codes.includes('UNAUTHORIZED_FIELD_OR_TYPE') ? 'denied' : 'failed', codes }]
    }
    const errors = (result.errors ?? []).filter(({ path }) => path === undefined || path === null || path[0] === response)
    const codes = codesOf(errors.map(({ extensions }) => extensions.code))
    if (errors.some(({ path, extensions }) => path?.length === 1 && extensions.code === 'UNAUTHORIZED_FIELD_OR_TYPE'))
      return [{ ...known, outcome: 'denied', codes }]
    const payload: unknown = result.data?.[response]
    if (payload === undefined || payload === null)
      return errors.length === 0 && payload === undefined
        ? []
        : [{ ...known, outcome: errors.length === 0 ? 'done' : 'failed', codes }]
    const userErrors = userErrorCodes(payload, field.selectionSet === undefined ? [] : fieldsOf(field.selectionSet), fieldsOf)
    if (userErrors === undefined) return [{ ...known, outcome: 'answered', codes }]
    return [{ ...known, outcome: userErrors.length > 0 ? 'refused' : 'done', codes: codesOf([...userErrors, ...codes]) }]
  }

  const fields = new Map(
    fieldsOf(definition.selectionSet)
      .filter(isNoTypename)
      .map((field) => [responseKey(field), field]),
  )
  return [...fields.values()].slice(0, MAX_FIELDS).flatMap(outcomeOf)
}

/** Undefined when the client did not ask for the user errors, or not for their codes. */
function userErrorCodes(
  payload: unknown,
  selected: readonly FieldNode[],
  fieldsOf: (selectionSet: SelectionSetNode) => readonly FieldNode[],
): readonly unknown[] | undefined {
  const userErrors = selected.find(({ name }) => name.value === 'userErrors')
  if (userErrors?.selectionSet === undefined || !isRecord(payload)) return undefined
  const found = payload[responseKey(userErrors)]
  if (!Array.isArray(found)) return undefined
  const code = fieldsOf(userErrors.selectionSet).find(({ name }) => name.value === 'code')
  return found.map((each: unknown) => (code !== undefined && isRecord(each) ? each[responseKey(code)] : 'UNKNOWN'))
}

function argumentsOf(field: FieldNode, variables: Operation['variables']) {
  const given = (field.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)] as const)
  const inside = given.flatMap(([, value]) => (isRecord(value) ? Object.entries(value) : []))
  const find = (wanted: string) => {
    const value: unknown = [...given, ...inside].find(([name]) => name === wanted)?.[1]
    return typeof value === 'string' ? value : undefined
  }
  return { idempotencyKey: find('idempotencyKey'), approvalId: find('approvalId') }
}

const codesOf = (codes: readonly unknown[]): readonly string[] =>
  [...new Set(codes.map((code) => (typeof code === 'string' && CODE.test(code) ? code : 'UNKNOWN')))].sort().slice(0, MAX_CODES)

const responseKey = ({ alias, name }: FieldNode) => alias?.value ?? name.value
const isNoTypename = ({ name }: FieldNode) => name.value !== '__typename'
