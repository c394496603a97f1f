import { encode } from 'uqr'
import { type Html, html } from '../feeds/markup.ts'

/** White modules around the code: ISO/IEC 18004 §5.3.8. */
const QUIET_ZONE_MODULES = 4

/** Black on white in every colour scheme, so that cameras can read it. The text beside it says what it is. */
export function qrCode(address: string): Html {
  const { data, size } = encode(address, { ecc: 'M', border: QUIET_ZONE_MODULES })
  return html`<svg class="qr" aria-hidden="true" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path stroke="#000" d="${data.map(strokesOf).join('')}"/></svg>`
}

/** SVG path of the dark runs in a row: strokes, because they take half of the text of rectangles. */
function strokesOf(row: readonly boolean[], y: number): string {
  let [path, end] = ['', 0]
  for (const { 0: run, index } of row.map(Number).join('').matchAll(/1+/g)) {
    path += `${path === '' ? `M${index} ${y}.5` : `m${index - end} 0`}h${run.length}`
    end = index + run.length
  }
  return path
}
