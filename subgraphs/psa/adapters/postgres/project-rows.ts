import { type RawBuilder, sql } from 'kysely'
import { NO_MANAGER, type ProjectAttribute } from '../../../../policies/index.ts'

type Condition = (values: readonly string[]) => RawBuilder<unknown>

/** The attributes of a project that row rules judge, as conditions on the row that statements call `name`. */
const conditionsOn = (name: 't' | 'p'): { readonly [Each in ProjectAttribute]: Condition } => {
  const id = sql.ref(`${name}.id`)
  return {
    account: (values) => sql`${sql.ref(`${name}.account_id`)} = any(${values})`,
    reseller: (values) => sql`${sql.ref(`${name}.reseller_account_id`)} = any(${values})`,
    region: (values) => sql`${sql.ref(`${name}.region`)} = any(${values})`,
    manager: (values) => sql`coalesce(${sql.ref(`${name}.project_manager_id`)}, ${NO_MANAGER}) = any(${values})`,
    member: (values) => sql`exists (select from psa.assignment a
      where a.project_id = ${id} and a.status <> 'RELEASED' and a.worker_id = any(${values}))`,
    // Whose people are booked, or who delivers a milestone.
    supplier: (values) => sql`(
      exists (select from psa.assignment a join psa.resource r on r.id = a.worker_id
        where a.project_id = ${id} and a.status <> 'RELEASED' and r.supplier_id = any(${values}))
      or exists (select from psa.milestone m
        where m.project_id = ${id} and m.status <> 'CANCELLED' and m.subcontractor_id = any(${values})))`,
  }
}

/** For the projects themselves. */
export const projectConditions = conditionsOn('t')

/** For rows that belong to the project with this id. */
export function conditionsByProject(projectId: RawBuilder<unknown>): { readonly [Each in ProjectAttribute]: Condition } {
  const conditions = conditionsOn('p')
  const ofProject =
    (condition: Condition): Condition =>
    (values) =>
      sql`exists (select from psa.project p where p.id = ${projectId} and ${condition(values)})`
  return {
    account: ofProject(conditions.account),
    reseller: ofProject(conditions.reseller),
    region: ofProject(conditions.region),
    manager: ofProject(conditions.manager),
    member: ofProject(conditions.member),
    supplier: ofProject(conditions.supplier),
  }
}

/** The firm that provides the worker `t.worker_id`. */
export const suppliedBy: Condition = (values) =>
  sql`exists (select from psa.resource r where r.id = t.worker_id and r.supplier_id = any(${values}))`
