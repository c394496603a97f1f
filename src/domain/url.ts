/** `undefined` unless the text is an http or https URL. */
export function webUrl(text: string, base?: string): URL | undefined {
  const url = URL.parse(text, base)
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

/** Text with its percent-encoding decoded; `undefined` if that is malformed. */
export function decodedUri(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Whether paths can be appended: the URL has no query, fragment or credentials. */
export function isPlainUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
}
