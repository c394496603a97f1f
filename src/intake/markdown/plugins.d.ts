// Plug-ins without types. They take the MarkdownIt object.
declare module 'markdown-it-abbr' {
  export default function abbr(markdown: object): void
}
declare module 'markdown-it-deflist' {
  export default function deflist(markdown: object): void
}
declare module 'markdown-it-footnote' {
  export default function footnote(markdown: object): void
}
