export type Script = {
  readonly name: 'polyfeed-headlines' | 'polyfeed-frames'
  readonly version: string
  readonly text: string
  readonly integrity: string
  readonly newest: boolean
}
export function scripts(): readonly Script[] {
  return (['polyfeed-headlines', 'polyfeed-frames'] as const).map((name) => ({
    name,
    version: '1.0.0',
    text: '1',
    integrity: 'sha384-x',
    newest: true,
  }))
}
