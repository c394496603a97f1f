/** An http or https URL; `undefined` for anything else. */
export function webUrl(text: string, base?: string): URL | undefined {
  const url = URL.parse(text, base)
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}
