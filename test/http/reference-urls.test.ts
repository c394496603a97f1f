import request from 'supertest'
import { afterAll, expect, test } from 'vitest'
import { FEED_FOLDERS, URLS } from '../../docs/generator/urls.ts'
import { type App, createApp } from '../../src/app.ts'
import { inventory } from '../../src/editions/inventory.ts'
import { configOf, intake, NOW } from '../support/newsroom.ts'

const DATA = new URL('../../data', import.meta.url).pathname
const app: App = await createApp(
  { ...configOf(DATA), adminToken: 'a-token-of-the-reference' },
  { intake, now: () => NOW },
)
await app.newsroom.refresh()
afterAll(() => app.close())

const { feedUrl } = configOf(DATA).site

test.each(URLS)('$example exists', async ({ example, status = 200 }) => {
  const url = example.replace('http://127.0.0.1:3000', feedUrl)
  const answer = await request(app.handler).get(url).redirects(0)
  expect(answer.status).toBe(status)
})

/** A regular expression for a pattern with placeholders. */
function expressionOf(pattern: string): string {
  return pattern.replace(/[.*+?^$()|[\]\\!]/g, '\\$&').replace(/\{[a-z]+\}/g, '[^/]+?')
}

const FOLDERS = FEED_FOLDERS.map(({ pattern }) => pattern)
  .filter((pattern) => !pattern.startsWith('{feed}'))
  .map(expressionOf)
const FEED = `(?:${FOLDERS.join('|')})(?:archive/\\d{4}-\\d{2}/)?`
const PATTERNS = URLS.map(({ pattern }) => {
  const [path = ''] = pattern.split('?')
  return new RegExp(`^${path.split('{feed}').map(expressionOf).join(FEED)}$`)
})

test.each(URLS)('$pattern matches its example', ({ pattern, example }) => {
  const [path = ''] = example.split('?')
  expect(path).toMatch(PATTERNS[URLS.findIndex((url) => url.pattern === pattern)] as RegExp)
})

test('every exported document is in the tables', async () => {
  const published = app.newsroom.current()
  if (!published) throw new Error('there is no edition')
  const unlisted: string[] = []
  for await (const path of inventory(published, app.store)) {
    if (!PATTERNS.some((pattern) => pattern.test(path))) unlisted.push(path)
  }
  expect(unlisted).toEqual([])
})
