import { hashSource } from '../feeds/markup.ts'

// The scripts that pages may have. All of what they do is done by links and forms without them.

/**
 * Copies what a button names, where the browser lets a page do so; without it, it is text like any. What has been
 * exchanged for new markup has buttons of its own.
 */
export const COPY = `
const offer = () => {
  for (const button of navigator.clipboard ? document.querySelectorAll('button[data-copy][hidden]') : []) {
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy)
      button.removeAttribute('aria-label')
      button.textContent = button.dataset.copied
    })
  }
}
offer()
`.trim()

/**
 * Shows what is chosen at once: the address of the page says it, and the server makes of that what it shows. The list of
 * feeds is exchanged with its language only, so that whoever is in it stays there; an address that was typed says both, until
 * one of them is chosen. What an answer would have exchanged that is not waited for any more, the next exchanges.
 */
const CHOOSE = `
const form = document.querySelector('form.choices')
const due = new Set()
let latest
const show = async (...parts) => {
  for (const id of parts) due.add(id)
  const query = '?' + new URLSearchParams(new FormData(form))
  history.replaceState(null, '', query)
  latest?.abort()
  const { signal } = latest = new AbortController()
  const text = await fetch(query, { signal }).then((answer) => answer.ok && answer.text()).catch(() => false)
  if (!text || signal.aborted) return
  const made = new DOMParser().parseFromString(text, 'text/html')
  for (const id of due) {
    const [was, is] = [document, made].map((page) => page.getElementById(id))
    const focused = was === document.activeElement
    was.replaceWith(is)
    if (focused) is.focus()
  }
  due.clear()
  offer()
}
form.addEventListener('change', ({ target }) => {
  const { address } = form.elements
  if (['language', 'feed'].includes(target.name)) address.value = ''
  if (target.id === 'language') show('feed', 'result')
  else if (target === address) show('language', 'feed', 'result')
  else show('result')
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  show('language', 'feed', 'result')
})
`.trim()

/** Of the page on which headlines are put together. */
export const COPY_AND_CHOOSE = `${COPY}\n${CHOOSE}`

/**
 * Keeps the operator's page up to date: parts that have changed are exchanged, but for the one that the focus is in; what was
 * opened stays open. Who is no longer logged in is asked again.
 */
export const WATCH = `
for (const note of document.querySelectorAll('[data-scripted]')) note.hidden = false
const look = async () => {
  if (document.visibilityState === 'hidden') return
  const answer = await fetch(location.pathname, { redirect: 'manual' }).catch(() => null)
  if (answer?.type === 'opaqueredirect') location.reload()
  if (!answer?.ok) return
  const made = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-part]')) {
    const next = made.getElementById(part.id)
    if (!next || part.contains(document.activeElement)) continue
    for (const one of part.querySelectorAll('details')) {
      const same = next.querySelector('#' + CSS.escape(one.id))
      if (same) same.open = one.open
    }
    if (next.innerHTML !== part.innerHTML) part.replaceWith(next)
  }
}
setInterval(look, 15000)
document.addEventListener('visibilitychange', look)
`.trim()

export const SCRIPT_HASHES = [COPY, COPY_AND_CHOOSE, WATCH].map(hashSource)
