/** An http or https URL; `undefined` for anything else. */
export function webUrl(text: string, base?: string): URL | undefined {
  const url = URL.parse(text, base)
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

/** Whether a URL says where and no more: paths can be put behind it. */
export function isPlain(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
}
