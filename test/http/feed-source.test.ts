import { expect, test } from 'vitest'
import { atom, entry } from '../support/feed-desk.ts'
import { serveLoopback } from '../support/loopback.ts'
import { fetchIn, serveNewsroom } from '../support/parsed-feed.ts'

const HOUR = 3_600_000

test('feeds of another site: their entries are in the feeds, with their guids, until they are deleted', async () => {
  const documents = new Map<string, string>()
  const { origin } = await serveLoopback((request, response) => {
    const document = documents.get(request.url ?? '')
    response.writeHead(document === undefined ? 500 : 200).end(document)
  })
  const link = '<link rel="alternate" hreflang="uk" href="https://old.example/mist/"/>'
  documents.set('/en', atom(entry('bridge', link) + entry('boat')))
  documents.set('/uk', atom(entry('mist'), 'xml:lang="uk"'))
  const url = { en: `${origin}/en`, uk: `${origin}/uk` }
  const newsroom = await serveNewsroom({
    site: {
      sources: [
        { type: 'json', path: 'articles' },
        { type: 'feed', name: 'old', url },
      ],
    },
  })
  const fetchAgain = () => fetchIn(newsroom, HOUR)
  await fetchAgain()
  const { items } = await newsroom.read('/en/atom.xml')
  expect(items.map(({ id, url }) => [id, url]).sort()).toEqual([
    ['urn:boat', 'https://old.example/boat/'],
    ['urn:bridge', 'https://old.example/bridge/'],
  ])
  expect((await newsroom.ask('/uk/atom.xml')).text).toContain('hreflang="en" title="bridge"')

  documents.set('/en', atom('<at:deleted-entry ref="urn:bridge" when="2026-03-10T12:30:00Z"/>'))
  documents.set('/uk', 'Internal error')
  await fetchAgain()
  expect(await newsroom.titles('/en/atom.xml')).toEqual(['boat'])
  expect(await newsroom.titles('/uk/atom.xml')).toEqual(['mist'])
  expect(Object.keys((await newsroom.read('/en/atom.xml')).withdrawn)).toEqual(['urn:bridge'])
})
