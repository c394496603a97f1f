import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { isPlainUrl, webUrl } from '../domain/url.ts'
import { didYouMean } from '../intake/explain.ts'
import { BUCKET_VARIABLES } from './bucket.ts'
import { defaultDataFolder } from './data-folder.ts'

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
  POLYFEED_DATA: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: "The newsroom's folder, with `site.yaml` in it.",
      examples: ['/srv/newsroom'],
      defaultText: '`data`, else the working directory, else its only subfolder with a `site.yaml`',
    }),
  POLYFEED_LOCALES: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: "A folder of texts that replace the program's own `locales/`, key by key.",
      examples: ['/etc/polyfeed/locales'],
      defaultText: 'none',
    }),
  POLYFEED_STORE: z
    .string()
    .regex(/^(?:sqlite:.|postgres(?:ql)?:\/\/.)/, 'is not of the form sqlite:PATH, sqlite::memory: or postgres://…')
    .default('sqlite:var/polyfeed.db')
    .meta({
      description:
        'The store: `sqlite:PATH`, `sqlite::memory:`, or `postgres://user:password@host/database` (PostgreSQL 14 or newer).',
      examples: ['postgres://polyfeed:secret@db.example/polyfeed'],
    }),
  POLYFEED_ROLE: z
    .enum(ROLES, `is not one of ${ROLES.join(', ')}`)
    .default('all')
    .meta({
      description:
        'The role of this process among several that share a store: `serve` serves and needs no articles, `refresh` refreshes, `all` does both.',
      examples: ['serve'],
    }),
  POLYFEED_BASE_URL: httpUrl.optional().meta({
    description: 'The public address of this server, in place of `feedUrl`.',
    examples: ['https://feeds.news.example'],
    defaultText: '`feedUrl` of site.yaml',
  }),
  POLYFEED_ADMIN_TOKEN: z
    .string()
    .min(16, 'has fewer than 16 characters')
    .optional()
    .meta({
      description: "The operator's token, of 16 characters or more. It opens `/admin/` and `POST /admin/refresh`.",
      examples: ['a-long-secret-of-yours'],
      defaultText: 'none: there is no administration',
    }),
  POLYFEED_ADMIN_TOKEN_FILE: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'A file with the token, in place of `POLYFEED_ADMIN_TOKEN`.',
      examples: ['/run/secrets/polyfeed-token'],
      defaultText: 'none',
    }),
} as const

/** The variables that the program reads, in the order of docs/reference/environment.md. */
export const environmentSchema = z.object({
  PORT: port
    .default(3000)
    .meta({ description: 'The port that the server listens on. 0: any free port.', examples: ['8080'] }),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .meta({ description: 'The address that the server listens on.', examples: ['0.0.0.0'] }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .meta({ description: 'The lowest level that is logged. `debug` logs every request.', examples: ['debug'] }),
  HTTP_PROXY: proxyUrl.meta({
    description: "The proxy for the server's own requests; for `https` URLs, `HTTPS_PROXY` comes first.",
    examples: ['http://proxy.example:3128'],
    defaultText: 'none',
  }),
  HTTPS_PROXY: proxyUrl.meta({
    description: "The proxy for the server's own requests to `https` URLs.",
    examples: ['http://proxy.example:3128'],
    defaultText: '`HTTP_PROXY`',
  }),
  NO_PROXY: z
    .string()
    .optional()
    .meta({
      description: 'Hosts and domains that are requested without a proxy, separated by commas; `*` for all.',
      examples: ['intranet.example,.internal'],
      defaultText: 'none',
    }),
  ...VARIABLES,
  ...BUCKET_VARIABLES,
})

const PROXY_VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const

export type Environment = {
  readonly port: number
  readonly host: string
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** The newsroom's folder. */
  readonly data: string
  /** A folder of texts that replace the program's own. */
  readonly locales: string | undefined
  readonly store: string
  readonly role: Role
  readonly baseUrl: string | undefined
  /** The proxies for requests of this program, and the hosts that need none. */
  readonly proxy: { readonly [key in 'http' | 'https' | 'bypass']: string | undefined }
  readonly adminToken: string | undefined
}

/** @throws AppError `config_invalid`: one sentence that names the variable. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
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
    data: env.POLYFEED_DATA ?? defaultDataFolder(),
    locales: env.POLYFEED_LOCALES,
    store: env.POLYFEED_STORE,
    role: env.POLYFEED_ROLE,
    baseUrl: env.POLYFEED_BASE_URL,
    proxy: { http: env.HTTP_PROXY, https: env.HTTPS_PROXY, bypass: env.NO_PROXY },
    adminToken: env.POLYFEED_ADMIN_TOKEN ?? readToken(env.POLYFEED_ADMIN_TOKEN_FILE),
  })
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
