import { z } from 'zod'
import { SubgraphConfig } from '../shared/config.ts'

/** Environment of the CRM process. */
export const CrmConfig = SubgraphConfig.extend({
  /** Folder of the document repository; made when it is first needed. Every replica must see the same one. */
  DOCUMENTS_DIR: z.string().min(1),
})
export type CrmConfig = Readonly<z.infer<typeof CrmConfig>>
