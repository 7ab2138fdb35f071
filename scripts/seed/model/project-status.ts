/** State of a project today; most facts about it follow from it. */
export type ProjectStatus = 'PLANNED' | 'MOBILISING' | 'IN_PROGRESS' | 'ON_HOLD' | 'COMPLETED' | 'CLOSED' | 'CANCELLED'
