import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import GithubSlugger from 'github-slugger'
import MarkdownIt from 'markdown-it'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../..')
const DOCS = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => path.join('docs', file))
const FILES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...DOCS.sort()]

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number]

const markdown = new MarkdownIt({ html: true })

function tokensOf(file: string): Token[] {
  return markdown.parse(readFileSync(file, 'utf8'), {})
}

function linksOf(file: string): string[] {
  return tokensOf(file)
    .flatMap(({ children }) => children ?? [])
    .map((token) => String(token.attrGet('href') ?? token.attrGet('src') ?? ''))
    .filter((link) => link !== '' && !/^[a-z]+:/i.test(link))
}

/** The anchors of a page's headings on GitHub. */
function anchorsOf(file: string): Set<string> {
  const slugger = new GithubSlugger()
  const headings = tokensOf(file).filter((_token, index, all) => all[index - 1]?.type === 'heading_open')
  return new Set(
    headings.map(({ children }) => {
      const words = (children ?? []).filter(({ type }) => type === 'text' || type === 'code_inline')
      return slugger.slug(words.map(({ content }) => content).join(''))
    }),
  )
}

function problemOf(file: string, link: string): string | undefined {
  const [target = '', anchor] = decodeURI(link).split('#')
  const full = target === '' ? file : path.resolve(path.dirname(file), target)
  if (!existsSync(full)) return `${link}: there is no such file`
  if (anchor === undefined || !statSync(full).isFile()) return undefined
  return anchorsOf(full).has(anchor) ? undefined : `${link}: there is no such heading`
}

test('pages and their links are found', () => {
  expect(FILES.length).toBeGreaterThan(10)
  expect(linksOf(path.join(ROOT, 'README.md')).length).toBeGreaterThan(20)
})

test.each(FILES)('every relative link of %s resolves', (name) => {
  const file = path.join(ROOT, name)
  expect(linksOf(file).flatMap((link) => problemOf(file, link) ?? [])).toEqual([])
})
