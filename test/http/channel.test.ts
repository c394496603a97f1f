import { expect, test } from 'vitest'
import { everyKind } from '../support/wire.ts'

const CHANNEL = {
  logo: { url: '/media/logo.png', width: 288, height: 144 },
  icon: 'https://cdn.example/icon.png',
  rights: { uk: '© Вісник', en: '© Herald & sons' },
  license: 'https://creativecommons.org/licenses/by/4.0/',
  editor: { name: { en: 'Anna <Koval>' }, email: 'anna@herald.example' },
  webmaster: { email: 'it@herald.example' },
  categories: [{ en: 'Local news', uk: 'Місцеві новини' }],
  support: { en: '/en/support/', uk: '/uk/support/' },
  me: ['https://social.example/@herald'],
}

/** The text of a document up to its first item. */
const headOf = (text: string): string => text.slice(0, text.search(/<item>|<entry|"items":/))

test('every feed says what `channel` says, in its language, in the elements of its format', async () => {
  const { ask } = await everyKind({ site: { channel: CHANNEL } })
  const rss = headOf((await ask('/en/tags/river/rss.xml')).text)
  for (const element of [
    '<copyright>© Herald &amp; sons</copyright>',
    '<managingEditor>anna@herald.example (Anna &lt;Koval&gt;)</managingEditor>',
    '<webMaster>it@herald.example (Herald)</webMaster>',
    '<category>Local news</category>',
    '<url>https://feeds.example/media/logo.png</url>',
    '<width>144</width><height>72</height></image>',
    'xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule"',
    '<creativeCommons:license>https://creativecommons.org/licenses/by/4.0/</creativeCommons:license>',
    '<atom:link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/>',
    '<atom:link rel="payment" href="https://herald.example/en/support/"/>',
  ]) {
    expect(rss).toContain(element)
  }
  // RSS 2.0: the title and the link of the picture are those of the channel.
  const [title, link] = [/<title>(.*)<\/title>/, /<link>(.*)<\/link>/].map((element) => element.exec(rss)?.[1])
  expect(rss).toContain(`<title>${title}</title><link>${link}</link><width>`)
  expect(rss).not.toContain('webfeeds')

  const atom = headOf((await ask('/uk/atom.xml')).text)
  for (const element of [
    '<icon>https://cdn.example/icon.png</icon>',
    '<logo>https://feeds.example/media/logo.png</logo>',
    '<rights>© Вісник</rights>',
    '<category term="Місцеві новини"/>',
    '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"/>',
    '<link rel="payment" href="https://herald.example/uk/support/"/>',
  ]) {
    expect(atom).toContain(element)
  }

  expect(JSON.parse((await ask('/en/feed.json')).text)).toMatchObject({
    icon: 'https://feeds.example/media/logo.png',
    favicon: 'https://cdn.example/icon.png',
  })

  const page = (await ask('/en/')).text
  expect(page).toContain('<link rel="icon" href="https://cdn.example/icon.png">')
  expect(page).toContain('<link rel="me" href="https://social.example/@herald">')
  expect(page).toContain('<a href="https://herald.example/en/support/" rel="payment">Support Herald</a>')
  expect(page).toContain('rel="license">© Herald &amp; sons</a>')
})

test('feeds have the elements of Feedly only with a cover or a colour, and partners only their namespaces', async () => {
  const site = {
    channel: { ...CHANNEL, accent: 'B3421b', cover: '/media/cover.jpg' },
    partners: { wire: { namespaces: ['atom'] } },
  }
  const { ask } = await everyKind({ site })
  const rss = headOf((await ask('/en/rss.xml')).text)
  for (const element of [
    'xmlns:webfeeds="http://webfeeds.org/rss/1.0"',
    '<webfeeds:cover image="https://feeds.example/media/cover.jpg"/>',
    '<webfeeds:icon>https://cdn.example/icon.png</webfeeds:icon>',
    '<webfeeds:logo>https://feeds.example/media/logo.png</webfeeds:logo>',
    '<webfeeds:accentColor>B3421B</webfeeds:accentColor>',
  ]) {
    expect(rss).toContain(element)
  }
  const wire = headOf((await ask('/partners/wire/en/rss.xml')).text)
  expect(wire).toContain('rel="payment"')
  expect(wire).not.toMatch(/webfeeds|creativeCommons/)
})
