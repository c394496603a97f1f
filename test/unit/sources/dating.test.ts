import { describe, expect, test } from 'vitest'
import { chooseDate, chooseUpdate } from '../../../src/sources/dating.ts'
import { ingestStory, takeIn } from '../../support/desk.ts'

const at = (text: string): number => Date.parse(text)
const DATED = { layout: 'directory', pattern: '{lang}/{date}-{slug}.md' }
const sourceWith = (over: Readonly<Record<string, unknown>>) => ({
  sources: [{ type: 'markdown', path: 'blog', ...over }],
})

async function outcomeOf(frontMatter: string, over: Readonly<Record<string, unknown>> = {}, file = 'blog/b.en.md') {
  const { variants, quarantined } = await takeIn({ [file]: `---\n${frontMatter}\n---\nText.\n` }, sourceWith(over))
  const [{ published, updated } = {}] = variants
  return { published, updated, problems: quarantined }
}

const [GIT, MODIFIED] = ['the git history', 'the modification time of the file']

describe('the first rule that gives a date counts', () => {
  const files = { git: { first: at('2021-01-01Z'), last: at('2022-01-01Z') }, modified: at('2023-01-01Z') }
  const place = { timeZone: 'UTC', place: 'line 2, date' }
  test.each([
    [['frontMatter', 'filename'], { frontMatter: '2019-01-01', filename: '2020-01-01' }, '2019-01-01', undefined],
    [
      ['filename', 'frontMatter'],
      { frontMatter: '2019-01-01', filename: '2020-01-01' },
      '2020-01-01',
      "the file's name",
    ],
    [['frontMatter', 'git'], { frontMatter: undefined, filename: '2020-01-01' }, '2021-01-01T00:00:00.000Z', GIT],
    [['git', 'frontMatter'], { frontMatter: '2019-01-01', filename: undefined }, '2021-01-01T00:00:00.000Z', GIT],
    [['modified'], { frontMatter: '2019-01-01', filename: undefined }, '2023-01-01T00:00:00.000Z', MODIFIED],
    [['filename', 'modified'], { frontMatter: 'soon', filename: undefined }, '2023-01-01T00:00:00.000Z', MODIFIED],
  ] as const)('%j, %j', (rules, written, text, from) => {
    expect(chooseDate(rules, written, files, place)).toEqual({ text, from, ignored: undefined })
  })

  test.each([
    [['frontMatter', 'filename'], { frontMatter: 'soon', filename: '2020-01-01' }, 'line 2, date', "the file's name"],
    [['frontMatter', 'git'], { frontMatter: ['a'], filename: undefined }, 'line 2, date', 'the git history'],
    [['filename', 'modified'], { frontMatter: 'soon', filename: '2020-02-31' }, "the file's name", 'modification time'],
  ] as const)('after one that cannot be read: %j, %j', (rules, written, ignoredPlace, instead) => {
    const { ignored } = chooseDate(rules, written, files, place)
    expect(ignored).toMatchObject({ place: ignoredPlace, message: expect.stringContaining(`${instead}`) })
  })

  test('a file that git does not know gets the date of the next rule', () => {
    const none = { frontMatter: undefined, filename: undefined }
    expect(chooseDate(['git', 'modified'], none, { ...files, git: null }, place).text).toContain('2023')
  })

  test.each([
    [{ frontMatter: 'soon', filename: undefined }, 'date_unparsable', 'line 2, date', 'There is no other date in'],
    [
      { frontMatter: undefined, filename: undefined },
      'value_missing',
      'date',
      'or a rule to "dates" of the source in site.yaml: modified.',
    ],
    [{ frontMatter: undefined, filename: '2020-02-31' }, 'date_unparsable', "the file's name", 'does not exist'],
  ])('no rule gives one: %j', (written, reason, where, message) => {
    const rules = ['frontMatter', 'filename', 'git'] as const
    const { problem } = chooseDate(rules, written, { git: null }, place)
    expect(problem).toMatchObject({ reason, place: where, message: expect.stringContaining(message) })
    expect(problem?.message).toContain("the front matter, the file's name, the git history")
  })

  test('the date of change is that of the front matter, else that of the last commit', () => {
    expect(chooseUpdate('2024-01-01', files, place)).toEqual({ text: '2024-01-01' })
    expect(chooseUpdate(undefined, files, place).text).toContain('2022')
    expect(chooseUpdate(undefined, { modified: files.modified }, place).text).toBeUndefined()
    expect(chooseUpdate('soon', files, place)).toMatchObject({
      text: expect.stringContaining('2022'),
      ignored: { message: expect.stringContaining('The date in the git history counts instead.') },
    })
  })
})

describe('in an article', () => {
  test('an unreadable date is a warning if the name of the file has one', async () => {
    const { published, problems } = await outcomeOf('title: A\ndate: soon', DATED, 'blog/en/2026-03-01-b.md')
    expect(published).toBe(at('2026-03-01T00:00+02:00'))
    expect(problems).toMatchObject([{ reason: 'date_ignored', place: 'line 3, date' }])
  })

  test('an unreadable date of change is a warning', async () => {
    const { published, updated, problems } = await outcomeOf('title: A\ndate: 2026-03-01\nLastMod: soon')
    expect(updated).toBe(published)
    expect(problems).toMatchObject([{ reason: 'date_ignored', place: 'line 4, LastMod' }])
  })

  test('an unreadable embargo is refused although there is another date', async () => {
    const matter = 'title: A\ndate: 2026-03-01\npublishDate: 03/04/2026'
    const { published, problems } = await outcomeOf(matter, DATED, 'blog/en/2026-03-01-b.md')
    expect(published).toBeUndefined()
    expect(problems).toMatchObject([
      { reason: 'date_unparsable', place: 'line 4, publishDate', message: expect.stringContaining('is not certain') },
    ])
  })

  test('an embargo holds whatever rule gives the date, and is the date if there is no other', async () => {
    const embargo = 'title: A\npublishDate: 2099-01-01T00:00:00Z'
    expect((await outcomeOf(embargo, { dates: ['modified'] })).published).toBe(at('2099-01-01Z'))
    expect((await outcomeOf(embargo, DATED, 'blog/en/2026-03-01-b.md')).published).toBe(at('2099-01-01Z'))
    const past = 'title: A\npubDate: 2026-01-01T00:00:00Z'
    expect((await outcomeOf(past, { dates: ['frontMatter', 'modified'] })).published).toBe(at('2026-01-01Z'))
    expect((await outcomeOf(past, DATED, 'blog/en/2026-03-01-b.md')).published).toBe(at('2026-03-01T00:00+02:00'))
  })

  test.each([
    ['+++\ntitle = "A"\ndate = 2026-03-01T10:00:00\n+++\n', '2026-03-01T10:00+02:00'],
    ['+++\ntitle = "A"\ndate = 2026-03-01 10:00:00-05:00\n+++\n', '2026-03-01T10:00-05:00'],
    ['+++\ntitle = "A"\ndate = 2026-03-01\n+++\n', '2026-03-01T00:00+02:00'],
    ['{\n"title": "A",\n"date": 1772352000\n}\n', '2026-03-01T08:00Z'],
    ['Title: A\nDate: 2026-3-1 10:00\n\n', '2026-03-01T10:00+02:00'],
    ['<!--\n.. title: A\n.. date: 2026-03-01 10:00:00 UTC+01:00\n-->\n', '2026-03-01T10:00+01:00'],
  ])('in any format: %j', async (header, expected) => {
    const { variants, quarantined } = await takeIn({ 'blog/b.en.md': `${header}Text.\n` }, sourceWith({}))
    expect(quarantined).toEqual([])
    expect(variants).toMatchObject([{ published: at(expected), title: 'A', content: '<p>Text.</p>' }])
  })
})

test.each(['draft', 'a, Draft', 'private , b'])('a post of Nikola with the tags %s is a draft', async (tags) => {
  const text = `<!--\n.. title: A\n.. date: 2026-03-01\n.. tags: ${tags}\n-->\nText.\n`
  expect((await takeIn({ 'blog/b.en.md': text }, sourceWith({}))).variants).toMatchObject([{ status: 'draft' }])
})

describe('keys are found in any case', () => {
  test.each([
    ['TITLE: A\nDATE: 2026-03-01\nLastMod: 2026-03-02', { title: 'A', updated: at('2026-03-02T00:00+02:00') }],
    ['Title: A\nDate: 2026-03-01\nImage: {URL: /a.png, Alt: B, Width: 1200}', { image: { alt: 'B', width: 1200 } }],
    ['Title: A\nDate: 2026-03-01\nAuthors: [{Name: Ada, URL: /ada}]', { authors: [{ name: 'Ada', term: 'ada' }] }],
    ['Title: A\nDate: 2026-03-01\nCorrection: {Note: Wrong, At: 2026-03-02}', { correction: { note: 'Wrong' } }],
    [
      'Title: A\nDate: 2026-03-01\nimage: {URL: /b.png, url: /a.png}',
      { image: { url: 'https://herald.example/a.png' } },
    ],
  ])('%j', async (matter, expected) => {
    expect(await ingestStory(matter)).toMatchObject(expected)
  })

  test('the exact spelling of a key takes precedence, with a warning', async () => {
    for (const matter of ['title: A\nTitle: B', 'Title: B\ntitle: A']) {
      const text = `---\n${matter}\ndate: 2026-03-01\n---\nText.\n`
      const { variants, quarantined } = await takeIn({ 'stories/a.en.md': text })
      expect(variants).toMatchObject([{ title: 'A' }])
      const line = matter.startsWith('T') ? 2 : 3
      expect(quarantined).toMatchObject([{ reason: 'key_repeated', place: `line ${line}, Title` }])
    }
  })

  test('keys of no meaning may differ in case only', async () => {
    const text = '---\ntitle: A\ndate: 2026-03-01\nlayout: x\nLayout: y\n---\nText.\n'
    expect((await takeIn({ 'stories/a.en.md': text })).quarantined).toEqual([])
  })

  test('a nested key is located by its line', async () => {
    const text = '---\ntitle: A\ndate: 2026-03-01\nimage:\n  URL: "https://["\n---\nText.\n'
    expect((await takeIn({ 'stories/a.en.md': text })).quarantined[0]?.place).toMatch(/^line [45], image$/)
  })
})
