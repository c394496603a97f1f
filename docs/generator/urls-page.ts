import { code, codeBlock, pageOf, tableOf } from './markdown.ts'
import { API_URLS, EMBEDS, FEED_DOCUMENTS, FEED_FOLDERS, OPERATORS_URLS, PAGES_AND_LISTS, type Url } from './urls.ts'

export function urlsPage(): string {
  return pageOf(
    'URLs',
    codeBlock('sh', 'curl http://127.0.0.1:3000/uk/tags/river/rss.xml'),
    'The examples are of the sample newsroom of this repository. A path in another spelling (capital letters, a folder without its slash, tags in another order) redirects (301) to the one in this table.',
    '## Feeds',
    'Every feed has a folder. The folder has the feed in three formats, and is the page of the feed.',
    table(FEED_FOLDERS),
    table(FEED_DOCUMENTS),
    '## Pages and lists',
    table(PAGES_AND_LISTS),
    '## Headlines on other sites',
    '`{feed}` is any folder of a feed that has no month. [Embedding](../embedding.md) has the options.',
    table(EMBEDS),
    '## Operators',
    table(OPERATORS_URLS),
    '## Other programs',
    '[Push articles from another program](../api.md) explains them.',
    table(API_URLS),
  )
}

function table(urls: readonly Url[]): string {
  return tableOf([
    ['URL', 'answer', 'example'],
    ...urls.map(({ pattern, meaning, example }) => [code(pattern), meaning, code(example)]),
  ])
}
