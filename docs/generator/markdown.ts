/** A table in GitHub Flavored Markdown: the first row is the head. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n')
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

export function code(text: string): string {
  return `\`${text}\``
}

export function codeBlock(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

/** A page of docs/reference. */
export function pageOf(title: string, ...blocks: readonly string[]): string {
  const note = '<!-- Written by `npm run reference` from the source code. Edit the source, not this page. -->'
  return `${[`# ${title}`, note, ...blocks].join('\n\n')}\n`
}
