import { encode } from 'uqr'
import { Html, html } from '../feeds/markup.ts'

// The one module that knows uqr.

/** Modules of white around it: ISO/IEC 18004 §5.3.8 wants four. */
const QUIET = 4

/** An address to be scanned: black on white, whatever the page's colours are. `label` says what it does. */
export function qrCode(address: string, label: string): Html {
  const { data, size } = encode(address, { ecc: 'M', border: QUIET })
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${new Html(data.flatMap(runsOf).join(''))}"/></svg>`
}

/** The dark runs of a row, each a rectangle. */
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
