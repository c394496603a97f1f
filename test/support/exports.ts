// Small exports of other systems, written for the tests of imports.

type Fields = Readonly<Record<string, string>>

/** A post of a WordPress export. Keys are element names; values become CDATA sections. */
export function wxrItem(id: number, fields: Fields, rest = ''): string {
  const all: Fields = {
    title: `Post ${id}`,
    link: `https://old.example/post-${id}/`,
    guid: `https://old.example/?p=${id}`,
    'dc:creator': 'jo',
    'content:encoded': 'Text.',
    'excerpt:encoded': '',
    'wp:post_id': String(id),
    'wp:post_date': '2024-05-01 11:00:00',
    'wp:post_date_gmt': '2024-05-01 08:00:00',
    'wp:post_modified_gmt': '2024-05-01 08:00:00',
    'wp:post_name': `post-${id}`,
    'wp:status': 'publish',
    'wp:post_type': 'post',
    ...fields,
  }
  const elements = Object.entries(all).map(([name, text]) => `<${name}><![CDATA[${text}]]></${name}>`)
  return `<item>${elements.join('')}${rest}</item>\n`
}

export function wxrMeta(key: string, value: string): string {
  return `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`
}

export function wxrTerm(taxonomy: string, slug: string, name = slug): string {
  return `<category domain="${taxonomy}" nicename="${slug}"><![CDATA[${name}]]></category>`
}

export function wxr(...children: string[]): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><link>https://old.example</link><language>en-US</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>jo</wp:author_login><wp:author_display_name><![CDATA[Jo Doe]]></wp:author_display_name></wp:author>
${children.join('')}</channel></rss>
`
}

/** A Polylang site in Ukrainian and English. All Ukrainian posts come first, the pictures last. */
export const POLYLANG = wxr(
  '<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>news</wp:category_nicename><wp:cat_name>News</wp:cat_name></wp:category>',
  '<wp:category><wp:term_id>8</wp:term_id><wp:category_nicename>novyny</wp:category_nicename><wp:cat_name>Новини</wp:cat_name></wp:category>',
  '<wp:term><wp:term_id>20</wp:term_id><wp:term_taxonomy>language</wp:term_taxonomy><wp:term_slug>ua</wp:term_slug><wp:term_description><![CDATA[a:3:{s:6:"locale";s:2:"uk";s:3:"rtl";i:0;s:9:"flag_code";s:2:"ua";}]]></wp:term_description></wp:term>',
  '<wp:term><wp:term_id>30</wp:term_id><wp:term_taxonomy>term_translations</wp:term_taxonomy><wp:term_slug>pll_t</wp:term_slug><wp:term_description><![CDATA[a:2:{s:2:"ua";i:8;s:2:"en";i:5;}]]></wp:term_description></wp:term>',
  wxrItem(
    11,
    { title: 'Міст відкрито', 'wp:post_name': '%d0%bc%d1%96%d1%81%d1%82', link: 'https://old.example/ua/mist/' },
    wxrTerm('language', 'ua') +
      wxrTerm('post_translations', 'pll_1') +
      wxrTerm('category', 'novyny', 'Новини') +
      wxrMeta('_thumbnail_id', '90'),
  ),
  wxrItem(
    13,
    { 'wp:status': 'draft', 'wp:post_date_gmt': '0000-00-00 00:00:00', 'wp:post_modified_gmt': '0000-00-00 00:00:00' },
    wxrTerm('language', 'ua'),
  ),
  wxrItem(14, { 'wp:status': 'trash' }, wxrTerm('language', 'ua')),
  wxrItem(
    12,
    { title: 'The bridge is open', 'wp:post_name': 'bridge', 'wp:post_modified_gmt': '2024-05-03 09:00:00' },
    wxrTerm('language', 'en') +
      wxrTerm('post_translations', 'pll_1') +
      wxrTerm('category', 'news', 'News') +
      wxrTerm('post_tag', 'river', 'River'),
  ),
  wxrItem(
    90,
    { 'wp:post_type': 'attachment', 'wp:status': 'inherit', 'wp:attachment_url': 'https://old.example/bridge.jpg' },
    wxrMeta('_wp_attachment_image_alt', 'Міст'),
  ),
)
