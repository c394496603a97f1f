import { type Html, html } from '../feeds/markup.ts'

export type Bar = {
  readonly label: string
  readonly value: number
  /** The value with its unit. */
  readonly text: string
  /** The value alone, for the title and the scale. Default: `text`. */
  readonly figure?: string
  /** The part of the value that is bad. */
  readonly bad?: number
}

/** Every bar of a chart with fewer has its label below. */
const LABELLED_MAX = 6

/** The text alternative of a chart with more bars has its first, highest and last one. */
const DESCRIBED_MAX = 31

const HEIGHT = 100
const STEP = 10

export function figureOf({ figure, text }: Bar): string {
  return figure ?? text
}

/** An SVG of bars with a scale and one text alternative; `false` without bars. `present` is shown beside the title. */
export function barChart(title: Html | string, bars: readonly Bar[], present?: string): Html | false {
  const [first, last] = [bars[0], bars.at(-1)]
  if (!first || !last) return false
  const top = bars.reduce((most, bar) => (bar.value > most.value ? bar : most))
  const heightOf = (value: number): number => Math.max(1, Math.round((HEIGHT * value) / top.value))
  const rects = bars.map(({ value, bad = 0, label, text }, index) => {
    const rect = (part: number, className?: string) =>
      html`<rect x="${index * STEP + 1}" y="${HEIGHT - heightOf(part)}" width="${STEP - 2}" height="${heightOf(part)}"${className && html` class="${className}"`}><title>${label}: ${text}</title></rect>`
    return [value > bad && rect(value), bad > 0 && rect(bad, 'bad')]
  })
  const textOf = ({ label, text }: Bar): string => `${label}: ${text}`
  const described = bars.length <= DESCRIBED_MAX ? bars : [first, top, last]
  const labels = bars.length <= LABELLED_MAX ? bars.map(textOf) : [first.label, last.label]
  return html`<figure><figcaption><span>${title}</span>${present !== '' && html` <strong>${present ?? figureOf(last)}</strong>`}</figcaption>
<div class="plot"><svg viewBox="0 0 ${bars.length * STEP} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${described.map(textOf).join('; ')}">${rects}</svg><p class="soft"><span>${figureOf(top)}</span><span>0</span></p></div>
<p class="soft">${labels.map((label) => html`<span>${label}</span>`)}</p></figure>\n`
}
