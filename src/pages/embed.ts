import { builderPath, type Embed, scriptPath } from '../domain/embed-path.ts'
import { type FeedKey, keyOf } from '../domain/feed-key.ts'
import { folderOf } from '../domain/feed-path.ts'
import { directionOf, type Language } from '../domain/language.ts'
import { DEFAULT_ACCENT, type ElementLook, EXTRAS, LAYOUTS, type Look, MAX_HEADLINES, THEMES } from '../domain/look.ts'
import { directoryOf } from '../editions/directory.ts'
import type { Published } from '../editions/published.ts'
import { newest } from '../embed/scripts.ts'
import { EMBED_KINDS, elementOf, elementRules, fragmentStyle, snippetsOf } from '../embed/snippets.ts'
import { nameAttributes } from '../feeds/localized.ts'
import { type Html, html } from '../feeds/markup.ts'
import { siteTitle } from '../feeds/titles.ts'
import { interfaceLanguage, type TextValues } from '../i18n/catalog.ts'
import { languageName } from '../i18n/formats.ts'
import type { Key } from '../i18n/keys.ts'
import { largestByName, SECTIONS, tagPicker } from './directory.ts'
import { page } from './layout.ts'
import { masthead } from './masthead.ts'
import { COPY_AND_CHOOSE } from './scripts.ts'
import { BUILDER_STYLE } from './style.ts'
import { copyButton } from './subscribing.ts'

export type Choice = {
  readonly embed: Embed
  readonly look: Look
  readonly elementLook: ElementLook
  /** The address as typed; empty if a feed was chosen from the list. */
  readonly address: string
  /** No feed has the address. */
  readonly unknown: boolean
  /** The number of articles was not one that an embed can show. */
  readonly corrected: boolean
}

type Translate = (key: Key, values?: TextValues) => string

/**
 * `/{lang}/embed/`: choose a feed and a look, preview it, copy the code. The page's address holds the choice. `title` is
 * the feed's.
 */
export function builderPage(published: Published, language: Language, choice: Choice, title: string): string {
  const { site, catalog } = published.context
  const { look } = choice
  const parts = { ...choice, site, title }
  const snippets = snippetsOf(parts)
  // Nearly all texts of this page are the program's, so the page is in their language.
  const textLanguage = interfaceLanguage(catalog, language)
  const t: Translate = (key, values) => catalog.t(textLanguage, key, values)
  const code = (name: string, text: string) => html`<pre role="group" tabindex="0" aria-label="${name}">${text}</pre>
${copyButton(catalog, language, text, name)}`
  return page({
    ...{ site, catalog, language: textLanguage },
    title: `${t('embed:builder.title')} · ${siteTitle(site, language)}`,
    head: html`<link rel="canonical" href="${site.feedUrl + builderPath(language)}">
<script async src="${scriptPath('polyfeed-headlines', null)}" integrity="${newest('polyfeed-headlines').integrity}"></script>\n`,
    masthead: masthead({ site, catalog }, language, {
      pathIn: (other) => `${builderPath(other)}?${queryOfChoice(choice)}`,
    }),
    body: html`<p class="soft"><a href="${folderOf({ language, kind: 'all' })}">${t('pages:feed.back')}</a></p>
<h1>${t('embed:builder.title')}</h1>
<p class="lead">${t('embed:builder.intro', { site: siteTitle(site, language) })}</p>
<div class="builder"><div>${choices(published, language, choice, t)}</div>
<section><h2>${t('embed:builder.preview')}</h2>
<p class="soft">${t('embed:builder.drag')}</p>
<div class="column"><div id="preview">${choice.unknown && html`<p class="note" role="alert">${t('embed:builder.unknown')}</p>`}
${choice.corrected && html`<p class="note" role="alert">${t('embed:builder.corrected', { most: MAX_HEADLINES, number: look.count })}</p>`}
${elementOf({ ...parts, site: { feedUrl: '' } })}</div></div></section></div>
${directoryOf(published, language).tag.length > 1 && html`<h2>${t('pages:pick.title')}</h2>\n${tagPicker(published, language, textLanguage, true)}`}<div id="result" aria-live="polite">
<h2>${t('embed:builder.code')}</h2>
<div class="tabs">
${EMBED_KINDS.map(
  (
    kind,
    index,
  ) => html`<details class="code" name="code" id="code-${kind}"${index === 0 && html` open`}><summary>${t(`embed:builder.${kind}`)}</summary>
<p>${t(`embed:builder.${kind}Hint`)}</p>
${code(t(`embed:builder.${kind}`), snippets[kind])}
${kind === 'element' && html`<p class="soft">${t('embed:builder.reserve')}</p>\n${code('CSS', elementRules(parts))}`}${kind === 'fragment' && html`<p class="soft">${t('embed:builder.fragmentStyle')}</p>\n${code('CSS', fragmentStyle(site))}`}</details>\n`,
)}</div>
</div>`,
    style: BUILDER_STYLE,
    script: COPY_AND_CHOOSE,
  })
}

function choices(published: Published, language: Language, choice: Choice, t: Translate): Html {
  const { site } = published.context
  const { embed, look, elementLook, address } = choice
  const { layout, accent, heading } = elementLook
  const [feedLanguage] = embed.key.languages
  return html`<form class="choices" action="${builderPath(language)}" aria-label="${t('embed:builder.choose')}">
<label>${t('embed:builder.language')}
<select name="language" id="language">${site.languages.map((one) => html`<option value="${one}" lang="${one}"${one === feedLanguage && html` selected`}>${languageName(one, one)}</option>`)}</select></label>
<label>${t('embed:builder.feed')}
${feedChoice(published, embed, t)}</label>
<div><label>${t('embed:builder.address')}
<input name="address" value="${address}" dir="ltr" maxlength="1000" autocomplete="off" spellcheck="false" aria-describedby="hint"></label>
<p class="soft" id="hint">${t('embed:builder.addressHint', { example: `/${feedLanguage}/tags/a+b/` })}</p></div>
<label>${t('embed:builder.count')}
<input name="count" type="number" min="1" max="${MAX_HEADLINES}" value="${look.count}"></label>
<fieldset><legend>${t('embed:builder.show')}</legend>
${EXTRAS.map((extra) => html`<label><input type="checkbox" name="show" value="${extra}"${look.show.includes(extra) && html` checked`}>${t(`embed:builder.${extra}`)}</label>`)}</fieldset>
<label>${t('embed:builder.theme')}
<select name="theme">${THEMES.map((theme) => html`<option value="${theme}"${theme === look.theme && html` selected`}>${t(`embed:builder.themes.${theme}`)}</option>`)}</select></label>
<label>${t('embed:builder.layout')}
<select name="layout" aria-describedby="only">${LAYOUTS.map((one) => html`<option value="${one}"${one === layout && html` selected`}>${t(`embed:builder.layouts.${one}`)}</option>`)}</select></label>
<label>${t('embed:builder.accent')}
<input name="accent" type="color" value="${accent ?? DEFAULT_ACCENT}" aria-describedby="only"></label>
<div><label>${t('embed:builder.heading')}
<input name="heading" value="${heading}" dir="auto" maxlength="200" autocomplete="off" aria-describedby="only"></label>
<label><input type="checkbox" name="untitled" value="1"${heading === '' && html` checked`}>${t('embed:builder.noHeading')}</label></div>
<p class="soft" id="only">${t('embed:builder.elementOnly')}</p>
${embed.partner !== null && html`<input type="hidden" name="partner" value="${embed.partner}">`}
<div><button>${t('embed:builder.apply')}</button></div>
</form>`
}

/** The feeds of the chosen language by kind, and the chosen feed even if no list has it. */
function feedChoice(published: Published, embed: Embed, t: Translate): Html {
  const [language] = embed.key.languages
  const feeds = directoryOf(published, language)
  const chosen = folderOf({ ...embed.key, partner: null })
  const option = (feed: FeedKey, name: string): Html => {
    const path = folderOf(feed)
    const attributes = nameAttributes(published.context.catalog, language, feed.topic.kind)
    return html`<option value="${path}"${attributes}${path === chosen && html` selected`}>${name}</option>\n`
  }
  const groups = SECTIONS.filter(([kind]) => feeds[kind].length > 0).map(
    ([kind, heading]) => html`<optgroup label="${t(heading)}">
${largestByName(feeds[kind]).map(({ scope, name }) => option(keyOf(scope), name))}</optgroup>\n`,
  )
  const listed = html`${feeds.all.map(({ scope, name }) => option(keyOf(scope), name))}${groups}`
  return html`<select name="feed" id="feed" lang="${language}" dir="${directionOf(language)}">
${!listed.text.includes(' selected>') && option({ ...embed.key, partner: null }, decodeURIComponent(chosen))}${listed}</select>`
}

function queryOfChoice({ embed, look, elementLook }: Choice): URLSearchParams {
  const { layout, accent, heading } = elementLook
  const query = new URLSearchParams({ feed: folderOf({ ...embed.key, partner: null }), count: String(look.count) })
  for (const extra of look.show) query.append('show', extra)
  if (look.theme !== 'auto') query.append('theme', look.theme)
  if (layout !== 'list') query.append('layout', layout)
  if (accent !== null) query.append('accent', accent)
  if (heading !== null) query.append(heading === '' ? 'untitled' : 'heading', heading || '1')
  if (embed.partner !== null) query.append('partner', embed.partner)
  return query
}
