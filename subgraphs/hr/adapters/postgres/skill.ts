import { sql } from 'kysely'
import { internalOnly } from '../../../../policies/index.ts'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { bindRows } from '../../../shared/postgres/rows.ts'
import { column, defineTable, is } from '../../../shared/postgres/table.ts'
import type { HrSystem, Skill, SkillFilter } from '../../port.ts'

const skillTable = defineTable<Skill, SkillFilter, never, never>({
  from: 'hr.skill',
  columns: {
    id: column('id'),
    name: column('name'),
    category: column('category'),
    description: column('description'),
    revision: column('revision'),
    createdAt: column('created_at'),
    updatedAt: column('updated_at'),
  },
  keys: {},
  filters: {
    search: (text) => sql`(starts_with(lower(t.id), lower(${text})) or starts_with(lower(t.name), lower(${text})))`,
    category: is('category'),
  },
  orders: {},
  rows: bindRows(internalOnly('Skill'), {}),
})

export const createSkills = (db: Database): HrSystem['skills'] => createReader(db, skillTable)
