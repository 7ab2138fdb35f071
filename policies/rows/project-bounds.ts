import type { Principal } from '../../contracts/wire/principal.ts'
import type { Binding } from './define-row-rule.ts'

/** What the rows of a project and of all that belongs to one are judged by: attributes of that project. */
export const PROJECT_ATTRIBUTES = ['account', 'reseller', 'supplier', 'region', 'member', 'manager'] as const
export type ProjectAttribute = (typeof PROJECT_ATTRIBUTES)[number]

/** Value of `manager` while nobody is named. */
export const NO_MANAGER = ''

/** No worker has the empty id, so nobody reaches rows by not being a worker. */
export const ownId = ({ workerId }: Principal): readonly string[] => (workerId === null ? [] : [workerId])

/** D1: a consultant sees the projects that it works on, a region head those of its regions. */
export const PROJECT_READERS: Binding<'region' | 'member'> = {
  scopes: ['psa:read'],
  bound: {
    consultant: (principal) => [{ member: ownId(principal) }],
    region_head: ({ regions }) => [{ region: regions ?? [] }],
  },
}

/**
 * D1: a project manager writes on its own projects only. A project that the handoff made has no manager until somebody is
 * named, and would be nobody's to kick off; any project manager may act on it until then.
 */
export const PROJECT_WRITERS: Binding<'region' | 'member' | 'manager'> = {
  scopes: ['psa:write', 'psa:time:write', 'psa:time:approve'],
  bound: {
    ...PROJECT_READERS.bound,
    project_manager: (principal) => [{ manager: [...ownId(principal), NO_MANAGER] }],
  },
}
