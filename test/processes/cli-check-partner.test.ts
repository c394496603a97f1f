import { describe, expect, test } from 'vitest'
import { workplace } from '../support/child.ts'
import { article, variant } from '../support/newsroom.ts'
import { runShared } from '../support/shared-process.ts'

const TITLE = 'The bridge over the river is open again'
const SPECIFICATION = 'https://support.microsoft.com/'
const site = { languages: ['en'], partners: { msn: null, mine: { profile: 'msn' }, wire: null } }

function written(title: string, over: Record<string, unknown> = {}) {
  return article({ image: { url: '/i.jpg', width: 1200, height: 700 }, variants: { en: variant(title, 'en', over) } })
}

describe('check --partner', () => {
  const folder = () =>
    workplace(site, {
      'articles/a.json': written(TITLE),
      'articles/b.json': written('Bridge'),
      'articles/c.json': written(TITLE.repeat(5), { content: '' }),
    })

  test('prints each article that the partner would refuse, with file, reason and source, and exits 2', async () => {
    const { code, stdout } = await runShared(['check', '--partner', 'msn'], folder())
    const lines = stdout.trimEnd().split('\n')
    expect(lines.filter((line) => line.startsWith('articles/')).sort()).toEqual([
      expect.stringMatching(
        `^articles/b.json: en: refused: the title has 6 characters: write 21 or more \\[title_too_short\\] ${SPECIFICATION}`,
      ),
      expect.stringMatching(/^articles\/c\.json: en: refused: .* \[body_missing\] /),
      expect.stringMatching(/^articles\/c\.json: en: refused: .* shorten it to 150 \[title_too_long\] /),
    ])
    expect(lines.at(-1)).toBe('msn: 2 of 3 articles would be refused; problems of the feeds: 0')
    expect(code).toBe(2)
  })

  test('prints one JSON document', async () => {
    const { code, stdout } = await runShared(['check', '--partner', 'mine', '--json'], folder())
    const { partner, profile, articles, findings } = JSON.parse(stdout)
    expect([code, partner, profile, articles]).toEqual([2, 'mine', 'msn', 3])
    expect(findings).toContainEqual({
      ...{ article: 'b', language: 'en', file: 'articles/b.json', rule: 'title_too_short', severity: 'refused' },
      ...{ source: expect.stringContaining(SPECIFICATION), message: expect.stringContaining('21') },
    })
  })

  test('exits 1 for an unknown partner and for one without a profile', async () => {
    const place = folder()
    const unknown = await runShared(['check', '--partner', 'smn'], place)
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringMatching(/no partner "smn"; known are msn, flipboard, .*, wire/),
    ])
    const own = await runShared(['check', '--partner', 'wire'], place)
    expect([own.code, own.stderr]).toEqual([1, expect.stringContaining('"wire" has no profile')])
  })

  test('checks the feeds that a profile would have, if site.yaml has no such partner', async () => {
    const { code, stdout } = await runShared(['check', '--partner', 'flipboard'], folder())
    expect([code, stdout]).toEqual([2, expect.stringContaining('the feed has 3 of 30 articles: publish more')])
  })
})
