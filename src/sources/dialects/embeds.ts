import { escapeHtml } from './dialect.ts'
import type { Call, Parameters } from './shortcodes.ts'

// Shortcodes and components that embed something, as HTML. Readers show players; everything else becomes a link.

type Embed = (parameters: Parameters) => string

/** The first parameter that is not empty. */
function firstParameter(parameters: Parameters, ...keys: string[]): string {
  return keys.map((key) => parameters.get(key)?.trim()).find(Boolean) ?? ''
}

const player =
  (address: string): Embed =>
  (parameters) => {
    const reference = firstParameter(parameters, 'id', 'videoId', '0', 'url')
    const id = /(?:youtu\.be\/|[?&]v=|\/embed\/|vimeo\.com\/)([\w-]{5,20})/.exec(reference)?.[1] ?? reference
    return (
      id && `<iframe${attributes({ src: address + encodeURIComponent(id), title: parameters.get('title') })}></iframe>`
    )
  }

const post =
  (kind: string, urlOf: (parameters: Parameters) => string): Embed =>
  (parameters) => {
    const url = escapeHtml(urlOf(parameters))
    return `<blockquote class="${kind}"><a href="${url}">${url}</a></blockquote>`
  }

/** Hugo: `{{< x user="…" id="…" >}}`; before 0.89 only the id. */
const tweet = post('twitter-tweet', (parameters) => {
  const [user, id] = parameters.has('1') ? ['0', '1'] : ['user', '0']
  return `https://x.com/${firstParameter(parameters, user) || 'i/web'}/status/${firstParameter(parameters, 'id', 'tweetId', id)}`
})

/** Hugo: `gist user id file`; Jekyll: `gist user/id`. */
const gist: Embed = (parameters) => {
  const path = [firstParameter(parameters, '0'), firstParameter(parameters, '1')].filter(Boolean).join('/')
  const url = escapeHtml(firstParameter(parameters, 'url', 'src') || `https://gist.github.com/${path}`)
  return `<a href="${url}">${url}</a>`
}

const figure: Embed = (parameters) => {
  const [src, caption, link, creditUrl] = [['src', '0', 'url'], ['caption'], ['link'], ['attrlink']].map((keys) =>
    firstParameter(parameters, ...keys),
  )
  if (!src) return ''
  const alt = parameters.get('alt') ?? (caption || firstParameter(parameters, 'title')).replace(/<[^<>]{0,500}>/g, '')
  const [width, height] = ['width', 'height'].map((key) => /^\d{1,5}$/.exec(firstParameter(parameters, key))?.[0])
  const credit = firstParameter(parameters, 'attr')
  const words = [firstParameter(parameters, 'title'), caption, creditUrl ? `[${credit}](${creditUrl})` : credit]
    .filter(Boolean)
    .join(' ')
  const picture = `<img${attributes({ src, alt, width, height })}>`
  const linkedPicture = link ? `<a${attributes({ href: link })}>${picture}</a>` : picture
  return `<figure>${linkedPicture}${words && `<figcaption markdown="span">${words.replace(/\s+/g, ' ')}</figcaption>`}</figure>`
}

const recording =
  (element: 'audio' | 'video'): Embed =>
  (parameters) => {
    const src = firstParameter(parameters, 'src', 'url', '0', 'mp3', 'mp4')
    return src && `<${element} controls${attributes({ src, poster: parameters.get('poster') })}></${element}>`
  }

const youtube = player('https://www.youtube.com/embed/')
const vimeo = player('https://player.vimeo.com/video/')
const instagram = post(
  'instagram-media',
  (parameters) => `https://www.instagram.com/p/${firstParameter(parameters, 'id', '0')}/`,
)

/** By the name in lower case. */
const EMBEDS: ReadonlyMap<string, Embed> = new Map(
  Object.entries({
    ...{ youtube, youtubevideo: youtube, youtubeembed: youtube, liteyoutubeembed: youtube, liteyoutube: youtube },
    ...{ vimeo, vimeo_simple: vimeo, instagram, instagram_simple: instagram, gist },
    ...{ x: tweet, tweet, twitter: tweet, x_simple: tweet, twitter_simple: tweet, twittertweetembed: tweet },
    ...{ figure, image: figure, img: figure, picture: figure, audio: recording('audio'), video: recording('video') },
  }),
)

/** Of an unknown name, a link to the address that it has, so that a sentence keeps it. `undefined` without an address. */
export function embedded({ name, parameters, inner }: Omit<Call, 'offset'>): string | undefined {
  const embed = EMBEDS.get(name.toLowerCase())
  if (embed) return embed(parameters) + (inner ?? '')
  const url = firstParameter(parameters, 'url', 'href', 'link', '0')
  if (!/^https?:\/\//.test(url)) return undefined
  // Text of several lines is no text of a link.
  if (inner?.trim().includes('\n')) return undefined
  const text = escapeHtml(firstParameter(parameters, 'title', 'text', 'name', 'content', '1') || url)
  return `<a${attributes({ href: url })}>${inner?.trim() || text}</a>`
}

/** Code that no Markdown or shortcode changes. */
export function codeBlock(code: string): string {
  return `<pre><code>${escapeHtml(code.replace(/^[ \t]*\n|\s+$/g, ''))}\n</code></pre>`
}

function attributes(values: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(values).filter(([, value]) => value !== undefined)
  return present.map(([key, value]) => ` ${key}="${escapeHtml(value as string)}"`).join('')
}
