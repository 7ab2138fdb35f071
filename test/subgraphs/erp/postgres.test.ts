import { openPostgresErp } from './open-postgres-erp.ts'
import { describeErpPort } from './port-contract.ts'

describeErpPort('PostgreSQL', openPostgresErp)
