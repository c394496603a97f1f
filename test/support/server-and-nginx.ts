import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { createApp } from '../../src/app.ts'
import { exportTo } from './exported.ts'
import { article, configOf, intake, NOW, SITE, variant } from './newsroom.ts'
import { nginxOver } from './nginx.ts'

const SETTINGS = {
  ...SITE,
  languages: ['uk', 'en', 'zh-Hant', 'pt-BR'],
  retired: { tags: ['olympics'], authors: ['jo'] },
  moved: { tags: { stream: 'river', потік: 'Новини дня' } },
  aliases: { tags: { river: ['річка'] } },
  partners: { msn: null, 'google-news': { languages: ['uk'] } },
  headlines: { top: ['a', 'b'] },
  redirects: {
    presets: ['wordpress', 'hugo', 'nikola'],
    paths: { '/старі/{tag}': '/en/tags/{tag}/rss.xml', '/old.php?t={tag}&l={lang}': '/{lang}/tags/{tag}/atom.xml' },
  },
}
const FILES = {
  'articles/a.json': article({
    tags: ['river', 'Новини дня', '橋'],
    authors: [{ name: 'Jo Doe' }],
    variants: { uk: variant('Міст', 'uk'), en: variant('Bridge', 'en'), 'zh-Hant': variant('橋', 'zh-Hant') },
  }),
  'articles/b.json': article({ published: '2025-12-01T00:00:00Z', variants: { uk: variant('Човен', 'uk') } }),
  'media/dot.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'media/.hidden': 'hidden',
}

/** A server with documents of every kind, and nginx on an export of the same edition. */
export async function serverAndNginx(folder: string, root: string, feedUrl = SITE.feedUrl, over = {}) {
  for (const [file, content] of Object.entries({
    'site.yaml': stringify({ ...SETTINGS, feedUrl, ...over }),
    ...FILES,
  })) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  mkdirSync(path.join(folder, 'stories'), { recursive: true })
  const config = configOf(folder)
  const app = await createApp(config, { intake, now: () => NOW })
  await app.newsroom.refresh()
  // German was a language before.
  for (const languages of [[...SETTINGS.languages, 'de'], SETTINGS.languages]) {
    writeFileSync(path.join(folder, 'site.yaml'), stringify({ ...SETTINGS, languages, feedUrl, ...over }))
    await app.newsroom.refresh()
  }
  await exportTo(app, root, config.media)
  return { app, nginx: await nginxOver(root) }
}
