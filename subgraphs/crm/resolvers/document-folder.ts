import type { DocumentFolderResolvers } from '../schema.generated.ts'

export const DocumentFolder: Pick<DocumentFolderResolvers, 'documents'> = {
  documents: ({ id }, request, { documentVersions }) => documentVersions.pageByKey('folderId', id, request),
}
