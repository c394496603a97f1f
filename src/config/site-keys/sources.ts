import { z } from 'zod'
import { DATE_RULES, DEFAULT_URL, DIALECT_NAMES } from '../../domain/sources.ts'
import { feed } from './feed-source.ts'
import { http } from './http-source.ts'
import { ndjson, sql } from './table-sources.ts'
import { language, text } from './values.ts'

const path = text.meta({
  description: "The source's folder, relative to the newsroom's folder.",
  examples: ['articles'],
})

const exclude = z
  .array(text)
  .optional()
  .meta({
    description:
      'Files and folders that are not read: globs, relative to the folder. One without `/` matches names in any folder.',
    examples: [['archive', 'posts/*-old.md']],
    defaultText: 'none',
  })

const json = z.strictObject({
  type: z
    .literal('json')
    .meta({ description: 'JSON: one article per file, in all its languages.', examples: ['json'] }),
  path,
  exclude,
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
      'The pattern of file paths below the folder. It contains `{lang}` (or the source has a `language`), and `{id}` or `{slug}`. It may contain `{date}`, `{yyyy}`, `{mm}`, `{dd}`, `{section}` and `{folders}`, optional parts in brackets, and the wildcards `*` and `**`. A file `bridge/index.uk.md` is read as `bridge.uk.md`. The layout `directory` requires a pattern.',
    examples: ['{lang}/_posts/{date}-{slug}.md'],
    defaultText: '`{id}.{lang}.md` for the layout `suffix`',
  }),
  language: language.optional().meta({
    description: 'The language of files whose path has none. With it, the pattern need not contain `{lang}`.',
    examples: ['en'],
    defaultText: "the first of the site's languages",
  }),
  exclude,
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
  dates: z
    .array(z.enum(DATE_RULES, `is not one of ${DATE_RULES.join(', ')}`))
    .min(1, 'is empty')
    .default(['frontMatter', 'filename'])
    .meta({
      description:
        "The rules for an article's date. The first that gives a date counts: the front matter, `{date}` of the pattern, the file's first commit in git (its last commit is the date of change, unless the front matter has one), or the time at which the file was last modified.",
      examples: [['frontMatter', 'filename', 'git']],
    }),
  url: text.default(DEFAULT_URL).meta({
    description:
      "The URL of an article's page, relative to `baseUrl`. `{id}` is the article's id, `{slug}` the front matter's `slug` or else the path's, and `{file}` the file's name without language and extension. It may also contain `{section}`, `{folders}`, `{lang}` (as in the path), `{language}` (as a language tag), `{date}`, `{yyyy}`, `{mm}` and `{dd}`. A part in brackets is left out if its value is missing; with `{lang}`, for the default language. The front matter's `url` or `permalink` replaces the URL.",
    examples: ['/{lang}/{yyyy}/{mm}/{slug}/'],
  }),
})

/** The key of site.yaml that says where articles come from. */
export const sourceKeys = {
  sources: z
    .array(z.discriminatedUnion('type', [json, markdown, ndjson, sql, feed, http]))
    .default([{ type: 'json', path: 'articles' }])
    .meta({
      description: 'Where articles come from: folders of files, and running systems. They may be mixed freely.',
      examples: [
        [
          { type: 'json', path: 'articles' },
          { type: 'markdown', path: 'stories', layout: 'suffix', url: '/{lang}/stories/{id}/' },
        ],
      ],
    }),
} as const
