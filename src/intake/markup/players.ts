import * as dom from './tree.ts'

type Player = {
  readonly name: string
  readonly hosts: readonly string[]
  /** Paths of frames, with the page for people: `$1` is what the group matched. The first match counts. */
  readonly pages: readonly (readonly [path: RegExp, page: string])[]
  /** A picture of what the group of the first path matched, with its size in pixels. */
  readonly picture?: { readonly src: string; readonly width: string; readonly height: string }
}

/** Players of video and audio whose frames readers show. */
const PLAYERS: readonly Player[] = [
  {
    name: 'YouTube',
    hosts: ['www.youtube.com', 'www.youtube-nocookie.com', 'youtube.com', 'm.youtube.com'],
    pages: [
      [/^\/(?:embed|v|shorts|live)\/((?!videoseries)[\w-]{11})\/?(?:[?&].*)?$/, 'https://www.youtube.com/watch?v=$1'],
      [/^\/embed\/?(?:videoseries)?\?(?:.*&)?list=([\w-]+)/, 'https://www.youtube.com/playlist?list=$1'],
    ],
    picture: { src: 'https://i.ytimg.com/vi/$1/hqdefault.jpg', width: '480', height: '360' },
  },
  {
    name: 'Vimeo',
    hosts: ['player.vimeo.com'],
    pages: [
      [/^\/video\/(\d+)\?(?:.*&)?h=(\w+)/, 'https://vimeo.com/$1/$2'],
      [/^\/video\/(\d+)/, 'https://vimeo.com/$1'],
    ],
  },
  // Its frames name tracks by numbers, which have no page; the frame's address is a page with the player.
  { name: 'SoundCloud', hosts: ['w.soundcloud.com'], pages: [] },
  {
    name: 'Spotify',
    hosts: ['open.spotify.com'],
    pages: [[/^\/embed(?:-podcast)?\/((?:user\/\w+\/)?\w+\/\w+)/, 'https://open.spotify.com/$1']],
  },
]

export const PLAYER_HOSTS: readonly string[] = PLAYERS.flatMap(({ hosts }) => hosts)

/** Titles that players give all their frames. */
const GENERIC_TITLE = /^(?:\W|youtube|vimeo|spotify|soundcloud|embed(?:ded)?|iframe|video|audio|media|player|for)*$/i

/** A link to what a frame shows: to the page for people, with its title and, if `withPicture`, a picture. */
export function linkOfFrame({ attribs }: dom.Element, src: string, withPicture: boolean): dom.Element {
  const { hostname, pathname, search } = new URL(src)
  const player = PLAYERS.find(({ hosts }) => hosts.includes(hostname))
  const path = pathname + search
  const [pattern, page] = player?.pages.find(([pattern]) => pattern.test(path)) ?? []
  const expand = (template: string): string => path.replace(new RegExp(`${pattern?.source}.*`), template)
  const name = player?.name ?? hostname
  const title = attribs.title?.replace(/\s+/g, ' ').trim() ?? ''
  const link = dom.createElement('a', { href: page === undefined ? src : expand(page) })
  dom.setText(link, GENERIC_TITLE.test(title) ? name : `${title} (${name})`)
  if (!withPicture || !player?.picture || pattern !== player.pages[0]?.[0]) return link
  const picture = dom.createElement('img', { ...player.picture, src: expand(player.picture.src), alt: '' })
  dom.setChildren(link, [picture, dom.createElement('br', {}), ...link.children])
  return link
}
