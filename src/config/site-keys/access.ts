import { z } from 'zod'
import { TOKEN_SCOPES } from '../../domain/site.ts'
import { WEBHOOK_SCHEMES } from '../../domain/webhook.ts'
import { language, pathName, text } from './values.ts'

const secretFile = (use: string) =>
  text.meta({
    description: `A file with the ${use}, of 16 characters or more, relative to the newsroom's folder.`,
    examples: ['cms.token'],
  })

const token = z.strictObject({
  name: pathName.meta({ description: 'Names the token in messages.', examples: ['cms'] }),
  file: secretFile('token'),
  scopes: z
    .array(z.enum(TOKEN_SCOPES, `is not one of ${TOKEN_SCOPES.join(', ')}`))
    .min(1, 'is empty')
    .meta({
      description:
        "`read` and `write` articles at `/api/`, `refresh` by `POST /admin/refresh`, or `admin`: everything that the operator's token may.",
      examples: [['read', 'write']],
    }),
  languages: z
    .array(language)
    .min(1, 'is empty')
    .optional()
    .meta({
      description:
        'Languages. Variants in others cannot be read or written, nor whole articles that have or get such variants.',
      examples: [['uk']],
      defaultText: 'all languages',
    }),
  sections: z
    .array(text)
    .min(1, 'is empty')
    .optional()
    .meta({
      description: 'Sections. Articles that are or would be in another section, or in none, cannot be read or written.',
      examples: [['city']],
      defaultText: 'all articles',
    }),
})

/** The key of site.yaml that gives access to the API. */
export const accessKeys = {
  tokens: z
    .array(token)
    .default([])
    .meta({
      description: "Tokens for other programs, beside the operator's token.",
      examples: [
        [{ name: 'cms', file: 'cms.token', scopes: ['read', 'write'], languages: ['uk'], sections: ['city'] }],
      ],
    }),
} as const

/** The key of a source in a running system. */
export const webhookSchema = z
  .strictObject({
    scheme: z.enum(WEBHOOK_SCHEMES, `is not one of ${WEBHOOK_SCHEMES.join(', ')}`).meta({
      description:
        'The signature: of Standard Webhooks, Ghost, Contentful or WP Webhooks. Strapi signs nothing: `strapi` and `token` expect the secret as a bearer token.',
      examples: ['ghost'],
    }),
    secretFile: secretFile('secret'),
  })
  .optional()
  .meta({
    description: 'Lets the system say at once that something changed, by `POST /hooks/{name}`.',
    examples: [{ scheme: 'ghost', secretFile: 'ghost.secret' }],
    defaultText: 'none: `/hooks/{name}` answers 404',
  })
