import { hashSource } from '../feeds/markup.ts'

// The scripts of pages. Links and forms do the same without scripts.

/** Shows the copy buttons if the browser has a clipboard. `offer` runs again for buttons in replaced markup. */
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
 * Puts each choice into the page's address and replaces parts of the page with the server's response. The list of feeds
 * is replaced only with its language, to keep the focus in it. A typed address sets both, until one of them is chosen.
 * Parts of an aborted request stay in `due` for the next one.
 */
const CHOOSE = `
const form = document.querySelector('form.choices')
const due = new Set()
let latest
const show = async (...parts) => {
  for (const id of ['preview', 'result', ...parts]) due.add(id)
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
    for (const one of was.querySelectorAll('details')) is.querySelector('#' + one.id).open = one.open
    was.replaceWith(is)
    if (focused) is.focus()
  }
  due.clear()
  offer()
}
form.addEventListener('change', ({ target }) => {
  const { address } = form.elements
  if (['language', 'feed'].includes(target.name)) address.value = ''
  if (target.id === 'language') show('feed')
  else if (target === address) show('language', 'feed')
  else show()
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  show('language', 'feed')
})
`.trim()

export const COPY_AND_CHOOSE = `${COPY}\n${CHOOSE}`

/**
 * Updates the operator's page: replaces changed parts, except the one with the focus, and keeps details open. Reloads
 * after a redirect, because the session has ended.
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
