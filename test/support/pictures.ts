import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { expect } from 'vitest'

// Pictures of what a browser shows, held against those that somebody has looked at. After a wanted change
// UPDATE_GOLDEN=1 npx vitest run test/browser, and look at what git says has changed.

const FOLDER = path.resolve(import.meta.dirname, '../golden/pictures')

/** Typefaces are a machine's own: pictures are of Debian's fonts-noto-core and fonts-noto-cjk, and of no other. */
const FONTS = [
  '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
  '/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf',
  '/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf',
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
]
export const HAS_FONTS = FONTS.every((font) => existsSync(font))

if (!HAS_FONTS) {
  const line = '!'.repeat(100)
  console.warn(`${line}\nPICTURES ARE NOT COMPARED: install Debian's "fonts-noto-core" and "fonts-noto-cjk".\n${line}`)
}

/** For a page's style sheet, or a picture's: the same typefaces wherever text stands. */
export const TYPE = `font-family: 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans CJK JP', sans-serif`

/** Of all pixels, so many may be others: edges of letters are drawn a little otherwise by every version of a browser. */
const TOLERANCE = 0.02

/** Holds a picture (PNG) against the golden one. If it differs, the two and their difference lie in a folder that is named. */
export function expectPicture(name: string, bytes: Buffer): void {
  const file = path.join(FOLDER, `${name}.png`)
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(file, bytes)
    return
  }
  expect(existsSync(file), `there is no golden picture ${name}.png: UPDATE_GOLDEN=1 makes it`).toBe(true)
  const [golden, shown] = [PNG.sync.read(readFileSync(file)), PNG.sync.read(bytes)]
  const { width, height } = golden
  expect([shown.width, shown.height], name).toEqual([width, height])
  const difference = new PNG({ width, height })
  const others = pixelmatch(golden.data, shown.data, difference.data, width, height, { threshold: 0.2 })
  if (others / (width * height) <= TOLERANCE) return
  const folder = mkdtempSync(path.join(tmpdir(), 'polyfeed-picture-'))
  writeFileSync(path.join(folder, 'shown.png'), bytes)
  writeFileSync(path.join(folder, 'difference.png'), PNG.sync.write(difference))
  expect.fail(`${name}: ${others} of ${width * height} pixels differ; see ${folder}`)
}
