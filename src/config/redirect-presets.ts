import type { Redirect } from '../domain/site.ts'
import type { REDIRECT_PRESETS } from './site-schema.ts'

type Preset = (typeof REDIRECT_PRESETS)[number]

// A category became the section of an article if it was the first, else a tag: of equal addresses, the first feed that exists counts.

/**
 * Where other systems have their feeds by default, as their documentation says: former folders and former files, which
 * are combined. The default language lies at the root, others in folders or in the parameter `lang`.
 */
const FEEDS: Readonly<Record<Preset, readonly (readonly [folders: string, files: string])[]>> = {
  wordpress: [
    [
      `/→/ /tag/{tag}/→/tags/{tag}/ /author/{author}/→/authors/{author}/
       /category/{section}/→/sections/{section}/ /category/{section}/→/tags/{section}/
       /category/{parent}/{section}/→/sections/{section}/ /category/{parent}/{section}/→/tags/{section}/`,
      'feed/→rss.xml feed/atom/→atom.xml feed/{format}/→rss.xml rss2/→rss.xml rss/→rss.xml rdf/→rss.xml atom/→atom.xml',
    ],
    [
      `/?→/ /?tag={tag}&→/tags/{tag}/ /?author_name={author}&→/authors/{author}/
       /?category_name={section}&→/sections/{section}/ /?category_name={section}&→/tags/{section}/`,
      'feed=rss2→rss.xml feed=rss→rss.xml feed=rdf→rss.xml feed=atom→atom.xml',
    ],
    ['/wp-→/', 'rss2.php→rss.xml rss.php→rss.xml rdf.php→rss.xml atom.php→atom.xml'],
    ['/feed/→/', '?lang={lang}→rss.xml'],
  ],
  ghost: [['/→/ /tag/{tag}/→/tags/{tag}/ /author/{author}/→/authors/{author}/', 'rss/→rss.xml feed/→rss.xml']],
  // A section of the site, such as `/posts/`, has all articles unless the newsroom has that section.
  hugo: [
    [
      `/→/ /tags/{tag}/→/tags/{tag}/ /authors/{author}/→/authors/{author}/ /categories/{section}/→/sections/{section}/
       /categories/{section}/→/tags/{section}/ /{section}/→/sections/{section}/ /{section}/→/`,
      'index.xml→rss.xml',
    ],
  ],
  jekyll: [
    [
      '/feed→/ /atom→/ /feed/by_tag/{tag}→/tags/{tag}/ /feed/{section}→/sections/{section}/ /feed/{section}→/tags/{section}/',
      '.xml→atom.xml',
    ],
    ['/→/', 'rss.xml→rss.xml'],
  ],
  nikola: [
    ['/→/', 'rss.xml→rss.xml'],
    [
      `/index→/ /feed→/ /authors/{author}→/authors/{author}/ /categories/cat_{section}→/sections/{section}/
       /categories/cat_{section}→/tags/{section}/ /categories/{tag}→/tags/{tag}/`,
      '.xml→rss.xml .atom→atom.xml',
    ],
  ],
}

const pairs = (text: string) => text.split(/\s+/).map((pair) => pair.split('→') as [string, string])

/** An address with a language comes first: it is one without, too (`/{section}/index.xml`). */
export function presetRedirects(preset: Preset): Redirect[] {
  const redirects = FEEDS[preset].flatMap(([folders, files]) =>
    pairs(folders).flatMap(([from, to]) => pairs(files).map(([old, file]) => ({ from: from + old, to: to + file }))),
  )
  return [
    ...redirects.map(({ from, to }) => ({
      from: !from.includes('?') ? `/{lang}${from}` : from.includes('{lang}') ? from : `${from}&lang={lang}`,
      to: `/{lang}${to}`,
    })),
    ...redirects.flatMap(({ from, to }) => (from.includes('{lang}') ? [] : { from, to: `/{defaultLanguage}${to}` })),
  ]
}
