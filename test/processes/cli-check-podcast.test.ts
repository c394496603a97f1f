import { expect, test } from 'vitest'
import { workplace } from '../support/child.ts'
import { article, variant } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'

const COMPLETE = {
  ...{ profile: 'podcast', explicit: false, type: 'serial', categories: ['News'] },
  ...{ owner: { email: 'pod@herald.example' }, artwork: { url: '/art.png', width: 1400, height: 1400 } },
}
const recording = { url: '/a.mp3', length: 9, duration: 3 }
const episode = (attachments: object[], podcast: object | null = { episode: 1, transcripts: [{ url: '/a.vtt' }] }) =>
  article({ attachments, podcast, variants: { en: variant('Bells', 'en') } })

async function rulesOf(podcast: object, articles: Readonly<Record<string, object>>) {
  const site = { languages: ['en'], partners: { daily: { ...COMPLETE, ...podcast } } }
  const { code, stdout } = await runShared(['check', '--partner', 'daily', '--json'], workplace(site, articles))
  const { findings } = JSON.parse(stdout)
  return [code, findings.map(({ rule, severity }: Record<string, string>) => `${severity} ${rule}`)]
}

test('a complete podcast would be refused nothing', async () => {
  expect(await rulesOf({}, { 'articles/a.json': episode([recording]) })).toEqual([0, []])
})

test('what Apple requires of the podcast is named', async () => {
  const lacking = { explicit: undefined, categories: undefined, owner: undefined, artwork: { url: '/art.svg' } }
  expect(await rulesOf({ ...lacking, description: 'x'.repeat(4001), title: 'x'.repeat(256) }, {})).toEqual([
    2,
    [
      ...['refused explicit_missing', 'advice owner_missing', 'refused artwork_unfit', 'refused category_missing'],
      ...['refused title_too_long', 'refused description_too_long', 'refused too_few_items'],
    ],
  ])
  const square = { artwork: { url: '/art.png', width: 1399, height: 1399 } }
  expect(await rulesOf(square, { 'articles/a.json': episode([recording]) })).toEqual([2, ['refused artwork_unfit']])
})

test('what Apple requires of an episode is named', async () => {
  expect(await rulesOf({}, { 'articles/a.json': episode([{ url: '/a.wav' }], null) })).toEqual([
    2,
    [
      ...['refused type_refused', 'refused length_missing', 'advice duration_missing', 'refused episode_missing'],
      'advice transcript_missing',
    ],
  ])
})

test('texts that the podcast namespace shortens are named', async () => {
  const long = { funding: { url: '/join/', text: 'x'.repeat(129) } }
  const persons = { episode: 1, transcripts: [{ url: '/a.srt' }], persons: [{ name: 'x'.repeat(129) }] }
  expect(await rulesOf(long, { 'articles/a.json': episode([recording], persons) })).toEqual([
    2,
    ['refused text_too_long', 'refused name_too_long'],
  ])
})
