import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { isPlainUrl, webUrl } from '../domain/url.ts'
import { didYouMean } from '../intake/explain.ts'
import { BUCKET_VARIABLES } from './bucket.ts'
import { defaultDataFolder } from './data-folder.ts'
import { oneOf } from './site-keys/values.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** The roles of processes that share a store. */
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
  .refine(isPlainUrl, 'has a query, a fragment or a password: give only the address of the server')

/** Without a scheme, it is http, as for curl. */
const proxyUrl = z
  .string()
  .refine((text) => webUrl(text.includes('://') ? text : `http://${text}`), 'is not an http or https URL')
  .transform((text) => (text.includes('://') ? text : `http://${text}`))
  .optional()

const VARIABLES = {
  POLYFEED_DATA: z.string().min(1).optional(),
  POLYFEED_LOCALES: z.string().min(1).optional(),
  POLYFEED_STORE: z
    .string()
    .regex(/^(?:sqlite:.|postgres(?:ql)?:\/\/.)/, 'is not of the form sqlite:PATH, sqlite::memory: or postgres://…')
    .default('sqlite:var/polyfeed.db'),
  POLYFEED_ROLE: oneOf(ROLES).default('all'),
  POLYFEED_BASE_URL: httpUrl.optional(),
  POLYFEED_ADMIN_TOKEN: z.string().min(16, 'has fewer than 16 characters').optional(),
  POLYFEED_ADMIN_TOKEN_FILE: z.string().min(1).optional(),
} as const

/** The variables that the program reads, in the order of docs/reference. `descriptions.yaml` says what they mean. */
export const environmentSchema = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  HTTP_PROXY: proxyUrl,
  HTTPS_PROXY: proxyUrl,
  NO_PROXY: z.string().optional(),
  ...VARIABLES,
  ...BUCKET_VARIABLES,
})

const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const

export type Environment = ReturnType<typeof readEnvironment>

/** @throws AppError `config_invalid`: one sentence that names the variable. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>) {
  for (const name of Object.keys(variables)) {
    if (name.startsWith('POLYFEED_') && !(name in VARIABLES)) {
      throw new AppError(
        'config_invalid',
        `${name} is not a variable of Polyfeed${didYouMean(name, Object.keys(VARIABLES))}`,
      )
    }
  }
  // Compose files and systemd units can clear a variable only by making it empty.
  const nonEmpty = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  for (const name of PROXY_VARIABLES) nonEmpty[name] = nonEmpty[name.toLowerCase()] ?? nonEmpty[name]
  const result = environmentSchema.safeParse(nonEmpty)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new AppError('config_invalid', `${String(issue?.path[0])} ${issue?.message}`)
  }
  const env = result.data
  return Object.freeze({
    port: env.PORT,
    host: env.HOST,
    logLevel: env.LOG_LEVEL,
    /** The newsroom's folder. */
    data: env.POLYFEED_DATA ?? defaultDataFolder(),
    /** A folder of texts that replace the program's own. */
    locales: env.POLYFEED_LOCALES,
    store: env.POLYFEED_STORE,
    role: env.POLYFEED_ROLE,
    baseUrl: env.POLYFEED_BASE_URL,
    /** The proxies for requests of this program, and the hosts that need none. */
    proxy: { http: env.HTTP_PROXY, https: env.HTTPS_PROXY, bypass: env.NO_PROXY },
    adminToken: env.POLYFEED_ADMIN_TOKEN ?? readToken(env.POLYFEED_ADMIN_TOKEN_FILE),
  })
}

/** A server that listens on all addresses is reached at this machine's own. */
export function originOf(host: string, port: number): string {
  const name = /^(?:0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function readToken(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return VARIABLES.POLYFEED_ADMIN_TOKEN.parse(readFileSync(file, 'utf8').trim())
  } catch (error) {
    const reason = error instanceof z.ZodError ? `its token ${error.issues[0]?.message}` : (error as Error).message
    throw new AppError('config_invalid', `POLYFEED_ADMIN_TOKEN_FILE names ${file}, which cannot be used: ${reason}`)
  }
}
