import type { NoticeResolvers } from '../schema.generated.ts'
import { present, reference } from './present.ts'

export const Notice: NoticeResolvers = {
  run: async ({ runId }, _, { runs }) => present(await runs.byId(runId), 'run', runId),
  project: ({ projectId }) => reference('Project', projectId),
}
