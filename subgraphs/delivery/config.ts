import { z } from 'zod'
import { DOCUMENT_FORMS } from './graph/trusted-documents.ts'

const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')

/** Environment of a worker process. */
export const WorkerConfig = z
  .object({
    /** Direct, not through a transaction pooler: the worker's lock belongs to its session. */
    DATABASE_URL: PostgresUrl,
    /** Endpoint of the gateway, through which every step works. */
    GATEWAY_URL: z.url(),
    /** Token endpoint of the issuer (RFC 6749, section 3.2). */
    TOKEN_URL: z.url(),
    CLIENT_ID: z.string().min(1),
    CLIENT_SECRET: z.string().min(1),
    /** Runs that the worker advances side by side. */
    CONCURRENCY: z.coerce.number().int().min(1).max(500).default(24),
    /** Longest time that one call to the gateway may take, in milliseconds. */
    CALL_TIMEOUT_MS: z.coerce.number().int().min(100).default(10_000),
    /** Whether calls carry the texts of their documents, or their ids; see `documents` of the gateway's configuration. */
    SEND_DOCUMENTS: z.enum(DOCUMENT_FORMS).default('text'),
    /** Upper bound of the first pause after a transient failure, in milliseconds; it doubles with every attempt. */
    RETRY_BASE_MS: z.coerce.number().int().min(1).default(2_000),
    /** A worker whose heart stands still for this long counts as hung, in milliseconds; its runs go on elsewhere. */
    HUNG_AFTER_MS: z.coerce.number().int().min(2_000).default(15_000),
    /** How often the outboxes of other systems are asked, in milliseconds. */
    INTAKE_MS: z.coerce.number().int().min(50).default(1_000),
    /** Age at which the working records of a finished run are removed, in calendar days of business time; 0 keeps them. */
    RETENTION_DAYS: z.coerce.number().int().min(0).default(730),
    /** Endpoint of the collaboration system; without it, no spaces are opened. */
    COLLABORATION_URL: z.url().optional(),
    COLLABORATION_TOKEN: z.string().min(1).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine((config) => (config.COLLABORATION_URL === undefined) === (config.COLLABORATION_TOKEN === undefined), {
    message: 'COLLABORATION_URL and COLLABORATION_TOKEN go together',
    path: ['COLLABORATION_TOKEN'],
  })
export type WorkerConfig = Readonly<z.infer<typeof WorkerConfig>>
