import { expect, test } from 'vitest'
import { article, published, variant } from '../support/newsroom.ts'
import { wire } from '../support/wire.ts'

async function served() {
  const tags = ['Übersee', 'über uns', 'Річка', 'ЙОГА', 'المدرسة', 'Zürich', 'Winter']
  const files = { 'articles/a.json': article({ tags, variants: { en: variant('Bridge', 'en') } }) }
  const { app } = await published({ site: { languages: ['en', 'uk'] }, files })
  const ask = await wire(app.handler)
  const found = async (q: string): Promise<string[]> => {
    const { status, text } = await ask(`/en/search?q=${encodeURIComponent(q)}`)
    expect(status).toBe(200)
    const [, list = ''] = /<ul class="feeds">([\s\S]*?)<\/ul>/.exec(text) ?? []
    return [...list.matchAll(/<a href="[^"]+">([^<]+)</g)].map(([, name = '']) => name)
  }
  return { ask, found }
}

test.each([
  ['uber', ['über uns', 'Übersee']],
  ['ÜBER', ['über uns', 'Übersee']],
  ['r', ['All articles', 'über uns', 'Übersee', 'Winter', 'Zürich']],
  ['річ', ['Річка']],
  ['йога', ['ЙОГА']],
  ['المدرسة', ['المدرسة']],
  ['zurich', ['Zürich']],
  ['  winter ', ['Winter']],
  ['nothing of the sort', []],
  ['<b>', []],
])('%s finds feeds by their names, whatever the case and the accents', async (q, names) => {
  const { found } = await served()
  expect((await found(q)).filter((name) => name !== 'city' && name !== 'City')).toEqual(names)
})

test('what begins with it comes first', async () => {
  const { found } = await served()
  expect((await found('w'))[0]).toBe('Winter')
})

test('what is looked for stays in the field, and is text', async () => {
  const { ask } = await served()
  const { text, headers } = await ask('/en/search?q=%22%3E%3Cscript%3Ex')
  expect(text).toContain('value="&quot;&gt;&lt;script&gt;x"')
  expect(text).not.toContain('<script>x')
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
})

test('a feed without articles is not found, and only a language’s own are', async () => {
  const { ask } = await served()
  expect((await ask('/uk/search?q=winter')).text).not.toContain('/uk/tags/winter/')
  expect((await ask('/en/search?q=winter')).text).toContain('/en/tags/winter/')
  expect((await ask('/xx/search?q=a')).status).toBe(404)
})

test('an endless name is cut', async () => {
  const { ask } = await served()
  expect((await ask(`/en/search?q=${'x'.repeat(5000)}`)).text.length).toBeLessThan(10_000)
})
