import { StepFailure } from '../failure.ts'
import { accepted, undone } from '../graph/error-categories.ts'
import { defineStep } from './step.ts'

/** Opens the document folder of the project with the executed statement of work in it; its digest is computed again there. */
export const openDocumentFolder = defineStep({
  key: 'H14',
  async do({ run, graph, idempotencyKey, resultOf }) {
    const { contractId } = resultOf('H01')
    const { projectId } = resultOf('H09')
    const { openDocumentFolder: payload } = await graph.run(
      'OpenDocumentFolder',
      { input: { idempotencyKey, projectId, contractId } },
      { system: 'DOCUMENTS', correlationId: run.correlationId },
    )
    const { folder } = accepted(payload, 'DOCUMENTS')
    const executed = folder?.documents?.nodes.find(({ kind }) => kind === 'CONTRACT')
    if (folder === null || executed === undefined) throw missing()
    return {
      result: { folderId: folder.id, sha256: executed.sha256 },
      externalReference: folder.id,
      details: { sha256: executed.sha256 },
    }
  },
  async undo({ run, graph, idempotencyKey, resultOf }) {
    const { archiveDocumentFolder } = await graph.run(
      'ArchiveDocumentFolder',
      { input: { idempotencyKey: `${idempotencyKey}:undo`, projectId: resultOf('H09').projectId } },
      { system: 'DOCUMENTS', correlationId: run.correlationId },
    )
    undone(archiveDocumentFolder, 'DOCUMENTS', ['NOT_FOUND'])
    return {}
  },
})

const missing = () =>
  new StepFailure({
    code: 'DOCUMENT_MISSING',
    category: 'VALIDATION',
    message: 'The folder does not hold the executed statement of work.',
    system: 'DOCUMENTS',
  })
