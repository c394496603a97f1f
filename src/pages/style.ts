import { hashSource } from '../feeds/markup.ts'

function minified(style: string): string {
  return style.replace(/ ?([{}:;,>]) ?|\n/g, '$1').replaceAll(';}', '}')
}

/** The backgrounds with the least contrast to text. */
export const PANEL = { light: '#f5f4f1', dark: '#1e2127' } as const

/** The style of all pages. Nothing moves while a page loads: fixed picture boxes, system fonts, a scrollbar gutter. */
export const STYLE = minified(`
:root { color-scheme: light dark; scrollbar-gutter: stable; --ink: #16181d; --soft: #59606d; --line: #dcdcd8; --paper: #fff; --panel: ${PANEL.light}; --accent: #a83a14; --serif: Charter, 'Iowan Old Style', Georgia, 'Noto Serif', 'Noto Naskh Arabic', serif; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ebef; --soft: #a4abb8; --line: #363b45; --paper: #15171b; --panel: ${PANEL.dark}; --accent: #ff9d73; } .brand img { background: #fff; } }
* { box-sizing: border-box; }
html { scroll-padding-block-start: 1rem; }
body { margin: 0; font: 1.0625rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
.top, main, .cover { padding-inline: max(1.25rem, 50% - 35rem); }
main { padding-block: .5rem 4rem; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
h1, h2, h3, .brand { font-family: var(--serif); line-height: 1.25; }
h1 { font-size: clamp(1.75rem, 1.4rem + 1.6vw, 2.75rem); line-height: 1.15; margin: 1.25rem 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.25rem; margin: 2.25rem 0 .75rem; padding-block-start: .5rem; border-block-start: 2px solid var(--ink); }
h3 { font-size: 1.1875rem; margin: 0; }
p { margin: .75rem 0; }
.lead, .soft { color: var(--soft); }
.lead { margin: .5rem 0; font-size: 1.125rem; max-inline-size: 46rem; }
.soft, code, .panel p, .panel summary, .readers a { font-size: .9375rem; }
.skip { position: absolute; inset-inline-start: -99rem; z-index: 2; }
.skip:focus { inset-inline-start: 1rem; background: var(--paper); padding: .25rem .5rem; }
ul { list-style: none; margin: 0; padding: 0; }
.top { display: flex; flex-wrap: wrap; gap: .625rem 1rem; align-items: center; padding-block: .75rem; border-block-end: 1px solid var(--line); }
.brand { display: flex; gap: .75rem; align-items: center; min-inline-size: 0; margin-inline-end: auto; font-size: 1.375rem; font-weight: 700; color: var(--ink); text-decoration: none; }
.brand span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.brand img { flex: none; object-fit: contain; border-radius: .25rem; }
.menu { position: relative; }
.menu ul { position: absolute; inset-inline-end: 0; z-index: 1; margin-block-start: .375rem; padding: .5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .25rem; box-shadow: 0 .5rem 1.5rem #0003; }
.menu a { display: block; padding: .375rem .75rem; white-space: nowrap; }
summary { cursor: pointer; font-weight: 600; padding-block: .375rem; }
button, input, select, .button { font: inherit; font-size: 1rem; padding: .25rem .75rem; min-block-size: 2.25rem; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .25rem; }
button { cursor: pointer; }
.button { display: inline-flex; align-items: center; justify-content: center; text-align: center; font-weight: 600; color: var(--paper); background: var(--accent); border-color: transparent; text-decoration: none; }
.search { display: flex; gap: .375rem; min-inline-size: 0; }
.search input { flex: 1; min-inline-size: 0; inline-size: 16rem; }
.search button { flex: none; line-height: 0; }
.cover { display: block; inline-size: 100%; block-size: auto; aspect-ratio: 6; object-fit: cover; margin-block-start: 1.25rem; }
.panel { padding: 1rem 1.25rem; background: var(--panel); border-block-start: 3px solid var(--accent); }
.panel h2 { margin: 0 0 .75rem; padding: 0; border: 0; }
.panel p { margin: .5rem 0; }
.panel .button { display: flex; }
.readers { display: flex; flex-wrap: wrap; gap: .5rem; margin-block: .5rem .75rem; }
.readers a { display: block; padding: .25rem .625rem; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .25rem; text-decoration: none; }
.addresses { margin: 0; }
.addresses dt { font-size: .8125rem; font-weight: 600; color: var(--soft); }
.addresses dd { display: flex; gap: .5rem; align-items: center; margin: 0 0 .5rem; min-block-size: 2rem; }
.addresses dd a { flex: 1; min-inline-size: 0; }
.addresses code { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.addresses button { flex: none; font-size: .875rem; padding-block: 0; min-block-size: 2rem; }
code { direction: ltr; unicode-bidi: isolate; overflow-wrap: anywhere; }
.scan { display: flex; gap: 1rem; align-items: center; margin-block-start: .75rem; }
.qr { flex: none; inline-size: 6.5rem; block-size: 6.5rem; border-radius: .25rem; }
.feeds { column-width: 17rem; column-gap: 2rem; }
.feeds li { padding: .375rem 0; border-block-end: 1px solid var(--line); break-inside: avoid; }
.feeds .soft { display: block; }
.feeds a, .archive a, .menu a, .row a { text-decoration: none; }
a:hover, .brand:hover span, h3 a:hover { text-decoration: underline; }
.row li, .archive a { display: inline-block; margin-inline-end: 1rem; }
.entries li { display: flex; flex-direction: row-reverse; gap: 1.25rem; padding: 1rem 0; border-block-end: 1px solid var(--line); }
.entries h3 a { color: inherit; text-decoration: none; }
.entries img { flex: none; inline-size: 10rem; block-size: auto; aspect-ratio: 3 / 2; align-self: start; object-fit: cover; background: var(--panel); }
.entries div { flex: 1; min-inline-size: 0; }
.entries p { margin: .25rem 0 0; }
.entries audio { display: block; inline-size: min(100%, 22rem); margin-block-start: .75rem; }
.entries li:last-child { border: 0; }
.front > li:first-child { display: block; padding-block-start: .25rem; }
.front > li:first-child img { inline-size: 100%; aspect-ratio: 16 / 9; margin-block-end: .75rem; }
.front > li:first-child h3 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2.25rem); line-height: 1.15; }
.front > li:first-child p { font-size: 1.125rem; }
.front > li:first-child .soft { font-size: .9375rem; }
.archive p { margin: 0 0 .5rem; }
.note { margin: 1rem 0; padding: .75rem 1rem; border-inline-start: 4px solid var(--accent); background: var(--panel); }
.pick { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.pick input { flex: 1 1 9rem; min-inline-size: 0; }
footer { margin-block-start: 2.5rem; border-block-start: 1px solid var(--line); }
@media (min-width: 56rem) { .top { flex-wrap: nowrap; } .top > :not(.brand) { flex: none; } .feed { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; grid-template-rows: auto 1fr; gap: 0 3rem; align-items: start; margin-block-start: 1rem; } .feed > :first-child { grid-area: 1 / 2; } .feed > .stories { grid-area: 1 / 1 / span 2; } .aside { grid-area: 2 / 2; margin-block-start: 2rem; } .feed > * > h2:first-child { margin-block-start: 0; } }
@media (max-width: 40rem) { h1 { margin-block-start: .5rem; } main { padding-block-start: 0; } .brand { font-size: 1.1875rem; } .brand img { max-inline-size: 4.5rem; } .top { position: relative; gap: .3125rem .625rem; } .top::before { content: ''; order: 1; inline-size: 100%; } .brand, .search { flex: 1; } .search, .top nav { order: 2; } .search input { padding-inline: .5rem; } .menu { position: static; } .menu summary { max-inline-size: 7rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .menu ul { inset-inline-end: 1.25rem; } .lead { font-size: 1.0625rem; } .feed { margin-block-start: 1rem; } .entries li { gap: .875rem; } .entries img { inline-size: 6.5rem; } .scan { display: none; } .cover { aspect-ratio: 3; padding: 0; margin: 0; } }
@media print { .top, main { padding-inline: 0; } a { color: inherit; } form, .search, button, .button, .skip, .screen, .menu { display: none; } .feed { display: block; } .panel { border: 1px solid; background: none; } .scan { display: flex; } }
`)

/** For the page of a month. */
export const MONTH_STYLE =
  STYLE +
  minified(`
h2.day { margin-block: 1.5rem 0; padding: .5rem 0; font: 600 1rem system-ui, sans-serif; color: var(--soft); border-block: 1px solid var(--line); }
.calendar { inline-size: 100%; border-collapse: collapse; table-layout: fixed; font-size: .9375rem; text-align: center; font-variant-numeric: tabular-nums; }
.calendar caption { font: 700 1.125rem var(--serif); padding-block-end: .5rem; }
.calendar th { font-size: .8125rem; font-weight: 400; color: var(--soft); }
.calendar td { block-size: 2.5rem; padding: 0; color: var(--soft); }
.calendar a { display: block; padding-block: .375rem; font-weight: 700; background: var(--paper); text-decoration: none; }`)

/** For the builder's choices, code and preview, and for the description of the API. */
export const BUILDER_STYLE =
  STYLE +
  minified(`
.choices { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem; padding: 1rem; background: var(--panel); border-radius: .25rem; }
.choices label { display: block; font-weight: 600; }
.choices select, .choices input:not([type=checkbox]) { inline-size: 100%; margin-block-start: .25rem; font-weight: 400; }
.choices fieldset { margin: 0; padding: 0; border: 0; }
.choices legend { padding: 0; font-weight: 600; }
.choices label:has([type=checkbox]) { display: inline-flex; gap: .375rem; align-items: center; margin-inline-end: 1rem; font-weight: 400; min-block-size: 2.25rem; }
.choices p { margin: .25rem 0 0; }
.builder { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, max(20rem, 50% - 1.5rem)), 1fr)); }
.choices [type=color] { padding: .25rem; }
.builder h2 { margin-block-start: 0; }
.column { inline-size: 24.5rem; min-inline-size: 11.25rem; max-inline-size: 100%; padding-block-end: 1rem; overflow: auto; resize: horizontal; border: 1px solid var(--line); border-radius: .25rem; }
.code { padding-block: .5rem; border-block-end: 1px solid var(--line); }
.code summary { font-weight: 600; }
@supports selector(::details-content) { .tabs { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; } .code { display: contents; } .code summary { list-style: none; border-block-end: 3px solid transparent; } .code[open] summary { border-color: var(--accent); } .code::details-content { order: 1; flex: 0 0 100%; min-inline-size: 0; } .code:not([open])::details-content { display: none; } }
.code p { margin: .125rem 0 0; }
.code button + p { margin-block-start: 1rem; }
pre { margin: .5rem 0; padding: .75rem 1rem; direction: ltr; text-align: start; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border-radius: .25rem; font: .875rem/1.5 ui-monospace, monospace; }
@media print { .choices { display: none; } }`)

/** The operator's page has many tables. */
export const ADMIN_STYLE =
  STYLE +
  minified(`
h1, h2, h3 { font-family: inherit; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center; margin-block: 1rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: 1rem; margin: 0; }
.facts dt { font-size: .9375rem; color: var(--soft); }
.facts dd { margin: 0; font-weight: 600; }
.wide { overflow-x: auto; }
h3 { margin-block: 2rem .5rem; }
table { inline-size: 100%; border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem 1rem .375rem 0; text-align: start; vertical-align: top; border-block-end: 1px solid var(--line); overflow-wrap: normal; }
[dir=rtl] th, [dir=rtl] td { padding: .375rem 0 .375rem 1rem; }
th { font-weight: 600; color: var(--soft); }
td:last-child { overflow-wrap: anywhere; }
input[type=search] { margin-block: .25rem .5rem; inline-size: min(100%, 20rem); }
th button { padding: 0; min-block-size: 0; border: 0; background: none; color: inherit; font-weight: inherit; font-size: inherit; text-align: start; text-decoration: underline dotted; }
[aria-sort=ascending] button::after { content: ' ↑'; } [aria-sort=descending] button::after { content: ' ↓'; } [hidden] { display: none !important; }
#refreshes td:not(:last-child) { white-space: nowrap; inline-size: 1%; }
#feeds table { table-layout: fixed; min-inline-size: 44rem; }
#feeds th:first-child { inline-size: 42%; }
#health h2 { border: 0; margin-block-start: 1.5rem; padding: 0; font-size: 1.5rem; }
#health h2::before { content: ''; display: inline-block; inline-size: .75em; block-size: .75em; margin-inline-end: .5rem; border-radius: 50%; background: var(--good); }
#health h2:has(+ .problems)::before { background: var(--bad); }
.problems { border-inline-start: 4px solid var(--bad); background: var(--panel); padding: .5rem 1rem; } .problems li { padding-block: .25rem; overflow-wrap: anywhere; } .problems a { font-weight: 600; margin-inline-end: .5rem; }
details { margin-block: .5rem; padding-block: .25rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1.5rem; } figure { margin: 0; } figcaption { font-weight: 600; font-size: .9375rem; }
.plot { display: flex; gap: .5rem; margin-block-start: .25rem; } figure .plot p { flex-direction: column; margin: 0; line-height: 1; } figcaption { display: flex; justify-content: space-between; gap: .75rem; align-items: baseline; } figcaption strong { flex: none; max-inline-size: 50%; text-align: end; } svg:has(.bad) rect:not(.bad) { opacity: .5; } figure svg { flex: 1; min-inline-size: 0; block-size: 5rem; fill: var(--accent); border-block: 1px solid var(--line); border-block-end-color: var(--soft); } figure svg .bad { fill: var(--bad); } [dir=rtl] figure svg { transform: scaleX(-1); }
figure p { display: flex; justify-content: space-between; gap: .5rem; margin: .125rem 0 0; font-size: .8125rem; }
.bad { color: var(--bad); }
:root { --bad: #b00020; --good: #1a7f37; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a94; --good: #4ac26b; } }
@media (max-width: 40rem) { thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); } tr { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8rem), 1fr)); gap: .5rem 1rem; padding-block: .75rem; border-block-end: 1px solid var(--line); } tbody, table { display: block; } td, [dir=rtl] td, #refreshes td:not(:last-child) { display: block; min-inline-size: 0; inline-size: auto; padding: 0; border: 0; white-space: normal; overflow-wrap: anywhere; } td::before { content: attr(data-label); display: block; font-size: .8125rem; color: var(--soft); } td:first-child, td:last-child:nth-child(4) { grid-column: 1 / -1; } #feeds table { min-inline-size: 0; } }
.login { display: grid; gap: .5rem; max-inline-size: 24rem; }
.login label { font-weight: 600; }
.login button { justify-self: start; }`)

export const STYLE_HASHES = [STYLE, MONTH_STYLE, BUILDER_STYLE, ADMIN_STYLE].map(hashSource)
