import { hashSource } from '../feeds/markup.ts'

/** The style of all pages. Nothing moves while a page loads: fixed picture boxes, system fonts, a scrollbar gutter. */
export const STYLE = `
:root { color-scheme: light dark; scrollbar-gutter: stable; --ink: #1b1d22; --soft: #5a6170; --line: #d9dde4; --paper: #fff; --panel: #f4f5f7; --accent: #b3421b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9ebef; --soft: #a4abb8; --line: #363b45; --paper: #15171b; --panel: #1e2127; --accent: #ff9d73; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 46rem; font: 1.0625rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1rem 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.125rem; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
.lead, .soft { color: var(--soft); }
.soft { font-size: .9375rem; }
.skip { position: absolute; inset-inline-start: -99rem; }
.skip:focus { inset-inline-start: 1rem; background: var(--paper); padding: .25rem .5rem; }
ul { list-style: none; margin: 0; padding: 0; }
.feeds { column-width: 20rem; column-gap: 2rem; }
.feeds li { padding: .375rem 0; border-block-end: 1px solid var(--line); break-inside: avoid; }
.feeds .soft { display: block; }
.row li { display: inline-block; margin-inline-end: 1rem; }
.addresses dt { font-weight: 600; margin-block-start: .5rem; }
.addresses dd { margin: 0; }
code { font-size: .9375rem; direction: ltr; unicode-bidi: isolate; overflow-wrap: anywhere; }
.entries li { display: flex; gap: 1rem; padding: .875rem 0; border-block-end: 1px solid var(--line); }
.entries img { flex: none; inline-size: 9rem; block-size: 6rem; object-fit: cover; border-radius: .25rem; background: var(--panel); }
.entries div { flex: 1; min-inline-size: 0; }
.entries div > a { font-weight: 600; }
.entries p { margin: .25rem 0 0; }
.archive { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
.archive dd { margin: 0; }
.archive a { display: inline-block; margin-inline-end: .75rem; }
.scan { display: flex; gap: 1rem; align-items: center; margin-block: 1rem; }
.qr { flex: none; inline-size: 7.5rem; block-size: 7.5rem; border-radius: .25rem; }
.note { padding: .75rem 1rem; border-inline-start: 4px solid var(--accent); background: color-mix(in srgb, var(--accent) 8%, var(--paper)); }
button, input, select { font: inherit; font-size: 1rem; padding: .25rem .625rem; min-block-size: 2.25rem; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .25rem; }
button { cursor: pointer; }
.addresses button { font-size: .9375rem; padding-block: 0; min-block-size: 1.75rem; }
.search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-block-start: 2.25rem; }
.search label { flex-basis: 100%; font-weight: 600; }
.search input { flex: 1 1 12rem; min-inline-size: 0; }
.choices { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem; padding: 1rem; background: var(--panel); border-radius: .5rem; }
.choices label { display: block; font-weight: 600; }
.choices select, .choices input:not([type=checkbox]) { inline-size: 100%; margin-block-start: .25rem; font-weight: 400; }
.choices fieldset { margin: 0; padding: 0; border: 0; }
.choices legend { padding: 0; font-weight: 600; }
.choices fieldset label { display: inline-flex; gap: .375rem; align-items: center; margin-inline-end: 1rem; font-weight: 400; min-block-size: 2.25rem; }
.choices p { margin: .25rem 0 0; }
.code { margin-block: 0 2rem; }
.code p { margin: .125rem 0 0; }
.code button + p { margin-block-start: 1rem; }
pre { margin: .5rem 0; padding: .75rem 1rem; direction: ltr; text-align: start; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--panel); border-radius: .25rem; font: .875rem/1.5 ui-monospace, monospace; }
iframe { display: block; inline-size: 100%; border: 1px solid var(--line); border-radius: .25rem; }
@media (max-width: 30rem) { .entries img { inline-size: 6rem; block-size: 4rem; } .scan { display: none; } }
@media print { body { max-width: none; padding: 0; } a { color: inherit; } .search, .choices, button, .skip, .screen { display: none; } .scan { display: flex; } }
`.trim()

/** The operator's page is wider, for its tables. */
export const ADMIN_STYLE = `${STYLE}
body { max-width: 68rem; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: center; margin-block: 1rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: 1rem; margin: 0; }
.facts dt { font-size: .9375rem; color: var(--soft); }
.facts dd { margin: 0; font-weight: 600; }
.wide { overflow-x: auto; }
table { inline-size: 100%; border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem 1rem .375rem 0; text-align: start; vertical-align: top; border-block-end: 1px solid var(--line); overflow-wrap: normal; }
[dir=rtl] th, [dir=rtl] td { padding: .375rem 0 .375rem 1rem; }
th { font-weight: 600; color: var(--soft); }
td:last-child { overflow-wrap: anywhere; }
#refreshes td:not(:last-child) { white-space: nowrap; inline-size: 1%; }
#feeds table { table-layout: fixed; min-inline-size: 44rem; }
#feeds th:first-child { inline-size: 42%; }
details { margin-block: .5rem; padding-block: .25rem; }
summary { cursor: pointer; font-weight: 600; }
.bad { color: var(--bad); }
:root { --bad: #b00020; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a94; } }
.login { display: grid; gap: .5rem; max-inline-size: 24rem; }
.login label { font-weight: 600; }
.login button { justify-self: start; }`

export const STYLE_HASHES = [STYLE, ADMIN_STYLE].map(hashSource)
