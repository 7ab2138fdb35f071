import { openPostgresCrm } from './open-postgres-crm.ts'
import { describeCrmPort } from './port-contract.ts'
import { describeWithdrawnKeys } from './withdrawn-key-contract.ts'

describeCrmPort('PostgreSQL', openPostgresCrm)
describeWithdrawnKeys('PostgreSQL', openPostgresCrm)
