import { z } from 'zod'
import { language, text } from './values.ts'

export const REDIRECT_PRESETS = ['wordpress', 'ghost', 'hugo', 'jekyll', 'nikola'] as const

const redirects = z.strictObject({
  presets: z
    .array(z.enum(REDIRECT_PRESETS, `is not one of ${REDIRECT_PRESETS.join(', ')}`))
    .default([])
    .meta({
      description: `Systems whose feed addresses are redirected: ${REDIRECT_PRESETS.map((name) => `\`${name}\``).join(', ')}. Their defaults, with and without a language in front. \`paths\` take precedence.`,
      examples: [['wordpress']],
    }),
  paths: z
    .record(z.string(), text)
    .default({})
    .meta({
      description:
        'Old address → feed of this server. A placeholder (`{tag}`) stands for one part of the path, and `{lang}` for a language of the newsroom; `{defaultLanguage}` in a new address is the first language. An old address may have parameters (`/?feed=rss2&lang={lang}`); others in a request are ignored. Addresses that this server has already cannot be redirected.',
      examples: [{ '/{lang}/tag/{tag}/feed/': '/{lang}/tags/{tag}/rss.xml', '/feed/': '/{defaultLanguage}/rss.xml' }],
    }),
  languages: z
    .record(z.string().regex(/^[\w-]+$/, 'is not a name in an address'), language)
    .default({})
    .meta({
      description:
        'Names of languages in old addresses that are not language tags of the newsroom. Those of `sources` are known.',
      examples: [{ cn: 'zh-Hans' }],
    }),
  mode: z
    .enum(['redirect', 'serve'], 'is neither redirect nor serve')
    .default('redirect')
    .meta({
      description:
        'How the server answers an old address: `redirect` with 301 and the new address, `serve` with the feed itself, for readers that ignore a 301.',
      examples: ['serve'],
    }),
})

/** The key of site.yaml that keeps the feed addresses of an earlier system alive. */
export const redirectKeys = {
  redirects: redirects.prefault({}).meta({
    description:
      'Feed addresses of the system that published the newsroom before. Their readers keep their subscriptions.',
    examples: [{ presets: ['wordpress'], paths: { '/news.rss': '/en/rss.xml' } }],
  }),
} as const
