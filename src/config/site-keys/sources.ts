import { z } from 'zod'
import { DEFAULT_URL, DIALECT_NAMES } from '../../domain/site.ts'
import { language, text } from './values.ts'

const path = text.meta({
  description: "The source's folder, relative to the newsroom's folder.",
  examples: ['articles'],
})

const json = z.strictObject({
  type: z
    .literal('json')
    .meta({ description: 'JSON: one article per file, in all its languages.', examples: ['json'] }),
  path,
})

const markdown = z.strictObject({
  type: z
    .literal('markdown')
    .meta({ description: 'Markdown with front matter: one language of an article per file.', examples: ['markdown'] }),
  path,
  layout: z
    .enum(['suffix', 'directory'], 'is neither suffix nor directory')
    .default('suffix')
    .meta({
      description: 'Where the path contains the language: in the file name (`suffix`), or in a folder (`directory`).',
      examples: ['directory'],
    }),
  pattern: text.optional().meta({
    description:
      'The pattern of file paths below the folder. It must contain `{lang}`, and `{id}` or `{slug}`. It may contain `{date}` and `{section}`. The layout `directory` requires a pattern.',
    examples: ['{lang}/_posts/{date}-{slug}.md'],
    defaultText: '`{id}.{lang}.md` for the layout `suffix`',
  }),
  languages: z
    .record(z.string(), language)
    .default({})
    .meta({
      description: 'The languages of folder names or suffixes that are not language tags themselves.',
      examples: [{ zh_cn: 'zh-Hans' }],
    }),
  dialect: z
    .enum(DIALECT_NAMES, `is not one of ${DIALECT_NAMES.slice(0, -1).join(', ')}`)
    .default('plain')
    .meta({
      description:
        'The site generator that the files are written for: its shortcodes, templates or components, its names in front matter, and its settings. `plain` is Markdown alone; `commonmark` is an older name of it.',
      examples: ['hugo'],
    }),
  unpublished: z
    .strictObject({
      key: text.meta({ description: 'The key in front matter, in any case.', examples: ['isPublish'] }),
      value: z
        .union([z.boolean(), z.number(), text])
        .meta({ description: 'The value of pages that are not published.', examples: [false] }),
    })
    .optional()
    .meta({
      description:
        "The site's own flag in front matter. Pages on which the key has the value are drafts. Other drafts are known without it.",
      examples: [{ key: 'isPublish', value: false }],
      defaultText: 'none',
    }),
  url: text.default(DEFAULT_URL).meta({
    description:
      "The URL of an article's page, relative to `baseUrl`. It may contain `{id}`, `{slug}`, `{section}`, `{lang}` (as in the path), `{language}` (as a language tag), `{date}`, `{yyyy}`, `{mm}` and `{dd}`. The front matter's `url` or `permalink` replaces it.",
    examples: ['/{lang}/{yyyy}/{mm}/{slug}/'],
  }),
})

/** The key of site.yaml that says where articles come from. */
export const sourceKeys = {
  sources: z
    .array(z.discriminatedUnion('type', [json, markdown]))
    .default([{ type: 'json', path: 'articles' }])
    .meta({
      description: 'The folders that the server reads articles from.',
      examples: [
        [
          { type: 'json', path: 'articles' },
          { type: 'markdown', path: 'stories', layout: 'suffix', url: '/{lang}/stories/{id}/' },
        ],
      ],
    }),
} as const
