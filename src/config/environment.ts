import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { isPlain, webUrl } from '../domain/url.ts'
import { didYouMean } from '../intake/explain.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** What a process does of the whole, where several share a store. */
const ROLES = ['all', 'serve', 'refresh'] as const
export type Role = (typeof ROLES)[number]

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a port number (0 to 65535)')
  .transform(Number)
  .refine((number) => number <= 65535, 'is not a port number (0 to 65535)')

const httpUrl = z
  .string()
  .refine((text) => webUrl(text) !== undefined, 'is not an http or https URL')
  .refine(isPlain, 'has a query, a fragment or a password: name where the server is reached, no more')

const VARIABLES = {
  POLYFEED_DATA: z.string().min(1).default('data'),
  POLYFEED_LOCALES: z.string().min(1).optional(),
  POLYFEED_STORE: z
    .string()
    .regex(/^(?:sqlite:.|postgres(?:ql)?:\/\/.)/, 'is not of the form sqlite:PATH, sqlite::memory: or postgres://…')
    .default('sqlite:var/polyfeed.db'),
  POLYFEED_ROLE: z.enum(ROLES, `is not one of ${ROLES.join(', ')}`).default('all'),
  POLYFEED_BASE_URL: httpUrl.optional(),
  POLYFEED_ADMIN_TOKEN: z.string().min(16, 'has fewer than 16 characters').optional(),
  POLYFEED_ADMIN_TOKEN_FILE: z.string().min(1).optional(),
} as const

const environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`).default('info'),
  ...VARIABLES,
})

export type Environment = {
  readonly port: number
  readonly host: string
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** The newsroom's folder. */
  readonly data: string
  /** A folder of texts that is laid over the program's own. */
  readonly locales: string | undefined
  readonly store: string
  readonly role: Role
  readonly baseUrl: string | undefined
  readonly adminToken: string | undefined
}

/** @throws AppError `config_invalid`, a sentence that names the variable. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  for (const name of Object.keys(variables)) {
    if (name.startsWith('POLYFEED_') && !(name in VARIABLES)) {
      throw new AppError(
        'config_invalid',
        `${name} is not a variable of Polyfeed${didYouMean(name, Object.keys(VARIABLES))}`,
      )
    }
  }
  // An empty variable means "not set": that is how compose files and units clear one.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const result = environment.safeParse(given)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new AppError('config_invalid', `${String(issue?.path[0])} ${issue?.message}`)
  }
  const env = result.data
  return Object.freeze({
    port: env.PORT,
    host: env.HOST,
    logLevel: env.LOG_LEVEL,
    data: env.POLYFEED_DATA,
    locales: env.POLYFEED_LOCALES,
    store: env.POLYFEED_STORE,
    role: env.POLYFEED_ROLE,
    baseUrl: env.POLYFEED_BASE_URL,
    adminToken: env.POLYFEED_ADMIN_TOKEN ?? tokenIn(env.POLYFEED_ADMIN_TOKEN_FILE),
  })
}

function tokenIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return VARIABLES.POLYFEED_ADMIN_TOKEN.parse(readFileSync(file, 'utf8').trim())
  } catch (error) {
    const why = error instanceof z.ZodError ? `its token ${error.issues[0]?.message}` : (error as Error).message
    throw new AppError('config_invalid', `POLYFEED_ADMIN_TOKEN_FILE names ${file}, which cannot be used: ${why}`)
  }
}
