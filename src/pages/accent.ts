import type { ChannelSettings } from '../domain/channel.ts'
import { PANEL } from './style.ts'

/** WCAG 2.2 §1.4.3 asks for 4.5; a little more allows for tinted backgrounds. */
const CONTRAST_MIN = 5

type Colour = readonly number[]

/** The rules for the newsroom's colour, in shades that are legible as text; empty without such a colour. */
export function accentStyle({ accent }: Pick<ChannelSettings, 'accent'>): string {
  if (accent === null) return ''
  const [light, dark] = [legible(accent, PANEL.light, 0), legible(accent, PANEL.dark, 255)]
  return `:root { --accent: ${light}; } @media (prefers-color-scheme: dark) { :root { --accent: ${dark}; } }`
}

/** Mixes a colour with black or white until it stands out from the background. */
function legible(accent: string, background: string, target: 0 | 255): string {
  const behind = luminance(parsed(background))
  const mixed = (share: number) => parsed(accent).map((part) => Math.round(part + (target - part) * share))
  const shares = Array.from({ length: 21 }, (_, step) => step / 20)
  const contrast = (one: number) => (Math.max(one, behind) + 0.05) / (Math.min(one, behind) + 0.05)
  const colour = shares.map(mixed).find((one) => contrast(luminance(one)) >= CONTRAST_MIN) ?? mixed(1)
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function parsed(colour: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
