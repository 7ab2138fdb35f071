import type { Principal } from '../../contracts/wire/principal.ts'
import type { PartnerKind } from '../partner-scopes.ts'
import { isKnownRole, ROLES, type Role } from '../roles.ts'
import type { Scope } from '../scopes.ts'
import { type Conjunction, combine, type Visibility, visibilityOf } from './visibility.ts'

/** Rows that one kind of caller reaches; a list of conjunctions is a disjunction, and an empty one is nothing. */
export type RowsOf<Caller, Attribute extends string> = (caller: Caller) => 'everything' | readonly Conjunction<Attribute>[]

type Partner = NonNullable<Principal['partner']>

/** Roles that reach only some rows; a person with another role that opens the entity is not bound. */
export interface Binding<Attribute extends string> {
  /** Scopes that open the entity: only a role that carries one of them can lift the bound of another role. */
  readonly scopes: readonly Scope[]
  readonly bound: { readonly [Each in Role]?: RowsOf<Principal, Attribute> }
}

/**
 * Whose rows of one entity a caller may see and change, as data over named attributes of a row: pure here, bound to SQL by
 * the table of the entity (ADR 0015), so that lists, counts, cursors, edges and entity resolvers cannot differ.
 */
export interface RowRule<Attribute extends string = string> {
  readonly entity: string
  readonly attributes: readonly Attribute[]
  /** Why, for the architect who reviews the rule; cites the policy. */
  readonly because: string
  /** Rows that exist for this caller. An invisible row is the same as a missing one. */
  readonly visibleTo: (principal: Principal) => Visibility<Attribute>
  /** Rows that the caller may also change; never judged alone: what is changed must be visible, too. */
  readonly changeableBy: (principal: Principal) => Visibility<Attribute>
}

/**
 * Declares the row rule of an entity. Whatever is not named is refused to partners: a kind of partner without an entry sees
 * nothing, and neither does a caller of a kind that the rules do not know. People and services of the firm see every row
 * unless all of their roles that open the entity are bound.
 */
export function defineRowRule<const Attribute extends string>(definition: {
  readonly entity: string
  readonly attributes: readonly Attribute[]
  readonly because: string
  readonly partners: { readonly [Kind in PartnerKind]?: RowsOf<Partner, NoInfer<Attribute>> }
  readonly people?: Binding<NoInfer<Attribute>>
  /** Roles that change fewer rows than they see. */
  readonly changes?: Binding<NoInfer<Attribute>>
}): RowRule<Attribute> {
  const { entity, attributes, because, partners, people, changes } = definition

  function decide(principal: Principal, binding: Binding<Attribute> | undefined): Visibility<Attribute> {
    const { kind, partner } = principal
    // Whoever has a partner record is a partner, whatever else the envelope says.
    if (kind === 'PARTNER' || partner !== null) {
      const rowsOf = partner === null || !Object.hasOwn(partners, partner.kind) ? undefined : partners[partner.kind]
      return partner === null || rowsOf === undefined ? 'nothing' : visibilityOf(attributes, rowsOf(partner))
    }
    if (kind !== 'PERSON' && kind !== 'SERVICE') return 'nothing'
    return binding === undefined ? 'everything' : withinBounds(principal, binding)
  }

  function withinBounds(principal: Principal, { scopes, bound }: Binding<Attribute>): Visibility<Attribute> {
    const roles = principal.roles.filter(isKnownRole)
    const bounds = roles.flatMap((role) => bound[role] ?? [])
    if (bounds.length === 0) return 'everything'
    const isFree = (role: Role) => bound[role] === undefined && carriesAny(role, scopes)
    return roles.some(isFree) ? 'everything' : combine(bounds.map((rowsOf) => visibilityOf(attributes, rowsOf(principal))))
  }

  return {
    entity,
    attributes,
    because,
    visibleTo: (principal) => decide(principal, people),
    changeableBy: (principal) => decide(principal, changes),
  }
}

/** The rule of an entity that is no partner's business: people and services of the firm see every row, nobody else any. */
export function internalOnly(entity: string): RowRule<never> {
  return defineRowRule({ entity, attributes: [], because: 'Internal to the firm: no partner sees any row (D3).', partners: {} })
}

function carriesAny(role: Role, scopes: readonly Scope[]): boolean {
  const carried: readonly Scope[] = ROLES[role]
  return scopes.some((scope) => carried.includes(scope))
}
