/** Where a team works together: a workspace with channels, of whatever vendor. It is optional, and no run waits for it. */
export interface CollaborationSystem {
  /** Product, for operators. */
  readonly product: string
  /** Opens the space of a project, once per key. @throws StepFailure */
  openSpace(space: SpaceDraft, idempotencyKey: string): Promise<Space>
  /** Archives the space that was opened under a key; nothing happens when there is none. @throws StepFailure */
  archiveSpace(openedByKey: string, idempotencyKey: string): Promise<void>
}

export interface SpaceDraft {
  readonly projectId: string
  readonly code: string
  readonly name: string
}

export interface Space {
  /** Identifier in the vendor's system. */
  readonly reference: string
}
