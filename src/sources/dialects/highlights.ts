// Quantifiers are bounded because unbounded ones take quadratic time.
const HIGHLIGHT = /\{%-?\s{0,99}highlight\s{1,99}([\w+#.-]{1,99})[^%]{0,999}%\}\n?/g
const RAW = /\{%-?\s{0,99}(?:end)?raw\s{0,99}-?%\}/g
const ENDHIGHLIGHT = /\{%-?\s{0,99}endhighlight\s{0,99}-?%\}/g

/** Turns Jekyll's `{% highlight ruby %} … {% endhighlight %}` into a fenced block, in which Liquid is not evaluated. */
export function fenceHighlights(text: string): string {
  const parts: string[] = []
  let end = 0
  for (const [whole, language] of matchesFrom(text, HIGHLIGHT, () => end)) {
    const begin = HIGHLIGHT.lastIndex
    ENDHIGHLIGHT.lastIndex = begin
    const closing = ENDHIGHLIGHT.exec(text)
    if (!closing) break
    const code = text.slice(begin, closing.index).replace(RAW, '').trimEnd()
    const longest = code.match(/`+/g)?.reduce((most, run) => Math.max(most, run.length), 2) ?? 2
    const fence = '`'.repeat(longest + 1)
    parts.push(text.slice(end, begin - whole.length), `${fence}${language}\n{% raw %}${code}{% endraw %}\n${fence}`)
    end = ENDHIGHLIGHT.lastIndex
  }
  return parts.join('') + text.slice(end)
}

/** Yields the matches of a global expression. Each search begins at `nextStart()`. */
function* matchesFrom(text: string, expression: RegExp, nextStart: () => number): Generator<RegExpExecArray> {
  for (;;) {
    expression.lastIndex = nextStart()
    const match = expression.exec(text)
    if (!match) return
    yield match
  }
}
