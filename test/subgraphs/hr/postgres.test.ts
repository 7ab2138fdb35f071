import { openPostgresHr } from './open-postgres-hr.ts'
import { describeHrPort } from './port-contract.ts'

describeHrPort('PostgreSQL', () => openPostgresHr(1))
