import { encode } from 'uqr'
import { Html, html } from '../feeds/markup.ts'

/** White modules around the code: ISO/IEC 18004 §5.3.8. */
const QUIET_ZONE_MODULES = 4

/** Black on white in every colour scheme, so that cameras can read it. The text beside it says what it is. */
export function qrCode(address: string): Html {
  const { data, size } = encode(address, { ecc: 'M', border: QUIET_ZONE_MODULES })
  return html`<svg class="qr" aria-hidden="true" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${new Html(data.flatMap(runsOf).join(''))}"/></svg>`
}

/** SVG path of the dark runs in a row, one rectangle each. */
function runsOf(row: readonly boolean[], y: number): string[] {
  const runs: string[] = []
  for (let x = 0; x < row.length; ) {
    let end = x
    while (row[end]) end++
    if (end > x) runs.push(`M${x} ${y}h${end - x}v1H${x}z`)
    x = Math.max(end, x + 1)
  }
  return runs
}
