import { openPostgresCrm } from './open-postgres-crm.ts'
import { describeCrmPort } from './port-contract.ts'

describeCrmPort('PostgreSQL', openPostgresCrm)
