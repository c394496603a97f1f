import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { expect } from 'vitest'

// Compares screenshots with reviewed golden pictures. After an intended change, run
// UPDATE_GOLDEN=1 npx vitest run test/browser, and review the changed pictures.

const FOLDER = path.resolve(import.meta.dirname, '../golden/pictures')

/** Fonts differ between machines. The golden pictures use Debian's fonts-noto-core and fonts-noto-cjk. */
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

/** CSS for the fonts of pages and screenshots. */
export const TYPE = `font-family: 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans CJK JP', sans-serif`

/** The share of pixels that may differ, because browser versions render edges of letters differently. */
const TOLERANCE = 0.02

/** Compares a PNG with its golden picture. If it differs, the error names a folder with the PNG and the difference. */
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
