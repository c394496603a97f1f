/**
 * Services that report their number of readers, by the beginning of their `User-Agent`. Sources: their own pages and
 * server logs. None publishes its networks (Feedbin has reverse DNS). These report no number and are not listed:
 * NetNewsWire, FreshRSS, Miniflux, Tiny Tiny RSS, CommaFeed, Feedspot.
 */
const FEED_SERVICES: readonly (readonly [name: string, beginning: RegExp])[] = [
  // Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)
  // Feedly/1.0 (poller; 131 subscribers;)
  ['Feedly', /^Feedly\/\d/],
  // Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 3 subscribers; )
  // Mozilla/5.0 (compatible; inoreader.com; 114 subscribers)
  ['Inoreader', /^(?:Inoreader\/\d|Mozilla\/5\.0 \(compatible; inoreader\.com;)/],
  // NewsBlur Feed Fetcher - 27 subscribers - https://www.newsblur.com/site/7704055/name (Mozilla/5.0 …)
  ['NewsBlur', /^NewsBlur Feed Fetcher - /],
  // Feedbin feed-id:1697787 - 102 subscribers
  ['Feedbin', /^Feedbin feed-id:\d/],
  // Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=cead6c3a837650eeefd8fe4a)
  ['The Old Reader', /^Mozilla\/5\.0 \(compatible; theoldreader\.com;/],
  // Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)
  // BazQux/2.4 (+https://bazqux.com/fetcher; …)
  ['BazQux', /^(?:Mozilla\/5\.0 \(compatible; )?BazQux\/\d/],
  // Dreamwidth Studios (webmaster@dreamwidth.org; for https://www.dreamwidth.org/users/name_feed/; 2 readers)
  ['Dreamwidth', /^Dreamwidth Studios \(/],
  // LiveJournal.com (webmaster@livejournal.com; for http://users.livejournal.com/name/; 12 readers)
  ['LiveJournal', /^LiveJournal\.com \(/],
  // Overcast/1.0 Podcast Sync (123 subscribers; feed-id=456789; +http://overcast.fm/)
  ['Overcast', /^Overcast\/\d/],
]

export function feedServiceOf(userAgent: string): string | undefined {
  return FEED_SERVICES.find(([, beginning]) => beginning.test(userAgent))?.[0]
}
