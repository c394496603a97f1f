import { describe, expect, test } from 'vitest'
import { dateProblem, parseDate } from '../../../src/domain/dates.ts'

/** The instant in RFC 3339, or undefined. */
function read(text: string, timeZone = 'Europe/Kyiv'): string | undefined {
  const instant = parseDate(text, timeZone)
  return instant === undefined ? undefined : new Date(instant).toISOString().replace('.000', '')
}

describe('a date with an offset does not depend on the time zone of the site', () => {
  test.each([
    ['2026-02-21T08:35:00+02:00', '2026-02-21T06:35:00Z'],
    ['2026-02-21T08:35:00Z', '2026-02-21T08:35:00Z'],
    ['2026-02-21t08:35:00z', '2026-02-21T08:35:00Z'],
    ['2026-02-21T08:35:00-11:30', '2026-02-21T20:05:00Z'],
    ['2026-02-21T08:35:00+0545', '2026-02-21T02:50:00Z'],
    ['2026-02-21T08:35:00+02', '2026-02-21T06:35:00Z'],
    ['2026-02-21 08:35:00 +0200', '2026-02-21T06:35:00Z'],
    ['2026-02-21 08:35 UTC', '2026-02-21T08:35:00Z'],
    ['2026-02-21 08:35 GMT', '2026-02-21T08:35:00Z'],
    ['2026-02-21T08:35:00-00:00', '2026-02-21T08:35:00Z'],
    ['2026-02-21T00:00:00+23:59', '2026-02-20T00:01:00Z'],
    ['2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00Z'],
    ['2026-02-21Z', '2026-02-21T00:00:00Z'],
  ])('%s is %s', (text, expected) => {
    expect(read(text, 'Europe/Kyiv')).toBe(expected)
    expect(read(text, 'America/New_York')).toBe(expected)
  })
})

describe('a date without an offset is read in the time zone of the site', () => {
  test.each([
    ['2026-02-21T08:35:00', 'Europe/Kyiv', '2026-02-21T06:35:00Z'],
    ['2026-07-21T08:35:00', 'Europe/Kyiv', '2026-07-21T05:35:00Z'],
    ['2026-02-21T08:35', 'Europe/Kyiv', '2026-02-21T06:35:00Z'],
    ['2026-02-21 8:35', 'Europe/Kyiv', '2026-02-21T06:35:00Z'],
    ['2026-02-21   08:35', 'Europe/Kyiv', '2026-02-21T06:35:00Z'],
    ['2026-02-21', 'Europe/Kyiv', '2026-02-20T22:00:00Z'],
    [' 2026-02-21\n', 'Europe/Kyiv', '2026-02-20T22:00:00Z'],
    ['2026-02-21', 'UTC', '2026-02-21T00:00:00Z'],
    ['2026-02-21', 'Asia/Kathmandu', '2026-02-20T18:15:00Z'],
    ['2026-02-21', 'Pacific/Kiritimati', '2026-02-20T10:00:00Z'],
    ['1970-01-01T00:00:00', 'UTC', '1970-01-01T00:00:00Z'],
    ['1969-07-20T20:17:40', 'UTC', '1969-07-20T20:17:40Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00Z'],
  ])('%j in %s is %s', (text, timeZone, expected) => {
    expect(read(text, timeZone)).toBe(expected)
  })
})

describe('clock changes', () => {
  test.each([
    ['before the gap', '2026-03-29T02:59:59', 'Europe/Kyiv', '2026-03-29T00:59:59Z'],
    ['in the gap: later by the length of the gap', '2026-03-29T03:30:00', 'Europe/Kyiv', '2026-03-29T01:30:00Z'],
    ['after the gap', '2026-03-29T04:00:00', 'Europe/Kyiv', '2026-03-29T01:00:00Z'],
    ['in a repeated hour: the first', '2026-10-25T03:30:00', 'Europe/Kyiv', '2026-10-25T00:30:00Z'],
    ['after the repeated hour', '2026-10-25T04:00:00', 'Europe/Kyiv', '2026-10-25T02:00:00Z'],
    ['in a gap of New York', '2026-03-08T02:30:00', 'America/New_York', '2026-03-08T07:30:00Z'],
    ['in a repeated hour of New York', '2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['in a repeated half hour', '2026-04-05T01:45:00', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
    ['on a skipped day', '2011-12-30T12:00:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
    ['at a skipped midnight', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ])('%s: %s in %s is %s', (_, text, timeZone, expected) => {
    expect(read(text, timeZone)).toBe(expected)
  })
})

describe('the spellings of generators and mail', () => {
  test.each([
    ['2026-6-3', '2026-06-02T21:00:00Z'],
    ['2026-06-3', '2026-06-02T21:00:00Z'],
    ['2026-6-3 9:05', '2026-06-03T06:05:00Z'],
    ['2026/06/03', '2026-06-02T21:00:00Z'],
    ['2026/6/3 10:00', '2026-06-03T07:00:00Z'],
    ['2013/7/13 20:46:25', '2013-07-13T17:46:25Z'],
    ['2026.06.03', '2026-06-02T21:00:00Z'],
    ['2026-06-03 10:00 +0200', '2026-06-03T08:00:00Z'],
    ['2026-06-03 10:00:30 -0530', '2026-06-03T15:30:30Z'],
    ['2026-06-03 10:00:00 UTC+02:00', '2026-06-03T08:00:00Z'],
    ['2012-09-15 19:52:05 UTC-03:00', '2012-09-15T22:52:05Z'],
    ['2026-06-03 10:00 GMT+2', undefined],
    ['2026-06-03 10:00 EST', '2026-06-03T15:00:00Z'],
    ['2026-06-03, 10:00', '2026-06-03T07:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 +0200', '2026-06-03T08:00:00Z'],
    ['Wed, 3 Jun 2026 10:00 +0200', '2026-06-03T08:00:00Z'],
    ['03 Jun 2026 10:00:00 +0200', '2026-06-03T08:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 GMT', '2026-06-03T10:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 UT', '2026-06-03T10:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 UTC', '2026-06-03T10:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 EST', '2026-06-03T15:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 EDT', '2026-06-03T14:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 CST', '2026-06-03T16:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 CDT', '2026-06-03T15:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 MST', '2026-06-03T17:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 MDT', '2026-06-03T16:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 PST', '2026-06-03T18:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 PDT', '2026-06-03T17:00:00Z'],
    ['Wed, 03 Jun 2026 10:00:00 +0200 (EET)', '2026-06-03T08:00:00Z'],
    ['Wed, 03 Jun 26 10:00:00 GMT', '2026-06-03T10:00:00Z'],
    ['Wednesday, 03-Jun-26 10:00:00 GMT', '2026-06-03T10:00:00Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['Wed Jun 03 2026 10:00:00 GMT+0200 (Eastern European Summer Time)', '2026-06-03T08:00:00Z'],
    ['Wed, 03 Jun 2026', '2026-06-02T21:00:00Z'],
    ['wed, 03 jun 2026 10:00:00 gmt', '2026-06-03T10:00:00Z'],
    ['June 3, 2026', '2026-06-02T21:00:00Z'],
    ['June 3rd, 2026', '2026-06-02T21:00:00Z'],
    ['Jun 3 2026', '2026-06-02T21:00:00Z'],
    ['Jun. 3, 2026', '2026-06-02T21:00:00Z'],
    ['3 June 2026', '2026-06-02T21:00:00Z'],
    ['3 Jun 2026 10:00', '2026-06-03T07:00:00Z'],
    ['03-Jun-2026', '2026-06-02T21:00:00Z'],
    ['Sept 3, 2026', '2026-09-02T21:00:00Z'],
    ['Tuesday, March 3, 2026', '2026-03-02T22:00:00Z'],
    ['May 1, 2026', '2026-04-30T21:00:00Z'],
    ['21 Feb 2026', '2026-02-20T22:00:00Z'],
    ['Sat, 21 Feb 2026 08:35:00 GMT', '2026-02-21T08:35:00Z'],
    ['1771655700', '2026-02-21T06:35:00Z'],
    ['100000000', '1973-03-03T09:46:40Z'],
    ['1771655700999', '2026-02-21T06:35:00Z'],
    ['999999999999', '2001-09-09T01:46:39Z'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })
})

describe('the reason why a text is not a date', () => {
  test.each([
    ['soon', 'is not a date. Write'],
    ['03/04/2026', 'is not certain: countries order day and month differently. Write'],
    ['3.4.26', 'is not certain'],
    ['2026-02-30', 'does not exist'],
    ['Wed, 03 Jun 2026 10:00:00 EET', 'does not exist or is not known'],
    ['x'.repeat(1_000_000), 'is not a date'],
  ])('%j', (text, reason) => {
    expect(dateProblem(text)).toContain(reason)
    expect(dateProblem(text)).toContain('Write it like 2026-02-21T08:35:00+02:00.')
    expect(dateProblem(text).length).toBeLessThan(300)
  })
})

describe('fractions of a second are dropped', () => {
  test.each(['2026-02-21T08:35:07.999Z', '2026-02-21T08:35:07,5Z', '2026-02-21T08:35:07.123456789Z'])('%s', (text) => {
    expect(read(text)).toBe('2026-02-21T08:35:07Z')
  })
})

describe('nonexistent days and hours are not dates', () => {
  test.each([
    '2026-02-30',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-02-21T24:00:00Z',
    '2026-02-21T08:60:00Z',
    '2026-02-21T08:35:60Z',
  ])('%s', (text) => {
    expect(read(text)).toBeUndefined()
  })
})

describe('nonexistent offsets (RFC 3339 §5.6) are not dates', () => {
  test.each(['2026-02-21T08:35:00+99:99', '2026-02-21T08:35:00+24:00', '2026-02-21T08:35:00+02:60'])('%s', (text) => {
    expect(read(text)).toBeUndefined()
  })
})

describe('a year of the first century does not become one of the twentieth', () => {
  test.each(['0026-02-21T08:35:00Z', '0026-02-21', '0099-12-31T00:00:00Z'])('%s', (text) => {
    const year = read(text)?.slice(0, 4)
    expect([undefined, text.slice(0, 4)]).toContain(year)
  })
})

test('a date never has a year of five digits (RFC 822)', () => {
  expect(read('9999-12-31T23:59:59-23:00')).toBeUndefined()
})

describe('anything else is not a date', () => {
  test.each([
    '',
    'soon',
    '21.02.2026',
    '02/21/2026',
    '03/04/2026',
    '3-4-2026',
    '2026-2',
    '2026-06/03',
    '2026/6/31',
    '2026-6-3 25:00',
    '2026-06-03 10:00 EET',
    '2026-06-03 10:00 CEST',
    'Wed, 31 Jun 2026 10:00:00 GMT',
    'Wed, 03 Jun 2026 10:00:00 Europe/Kyiv',
    'Xyz, 03 Jun 2026 10:00:00 GMT',
    '3 Juni 2026 10',
    '3 червня 2026',
    '3 Mayo 2026',
    '3 Ju 2026',
    '26 June 03',
    'June 2026',
    'June 31, 2026',
    '12345678',
    '17716557000',
    '17716557000000',
    '-1771655700',
    '0771655700',
    '1771655700.5',
    '1e9',
    `2026-06-03${' '.repeat(100_000)}x`,
    `Wed,${' '.repeat(90)}x`,
    '26-02-21',
    '12026-02-21',
    '-2026-02-21',
    '20260221',
    '2026-02-21T',
    '2026-02-21T08',
    '2026-02-21T08:3',
    '2026-02-21T08:35:00 EET',
    '2026-02-21T08:35:00+2',
    '2026-02-21T08:35:00Z extra',
    '2026-02-21\n2026-02-22',
    '٢٠٢٦-٠٢-٢١',
    'now',
  ])('%j', (text) => {
    expect(read(text)).toBeUndefined()
  })
})
