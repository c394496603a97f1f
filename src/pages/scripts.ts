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
 * Parts of an aborted request stay in `due` for the next one. The preview has the rules of the snippet.
 */
const CHOOSE = `
const form = document.querySelector('form.choices')
const due = new Set()
const sheet = new CSSStyleSheet()
document.adoptedStyleSheets = [sheet]
const applyRules = () => sheet.replaceSync(document.querySelector('#code-element pre:last-of-type').textContent)
applyRules()
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
  applyRules()
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

/** Filters and orders the tables that have a field for it. The first click on a column of numbers puts the largest first. */
const TABLES = `
const valueIn = (row, at) => {
  const cell = row.cells[at]
  const one = cell.querySelector('data, time')
  return one ? Number(one.value ?? Date.parse(one.dateTime)) : cell.textContent.trim()
}
const compared = (a, b) => (typeof a === typeof b ? (typeof a === 'number' ? a - b : a.localeCompare(b)) : typeof a === 'number' ? 1 : -1)
const equip = () => {
  for (const field of document.querySelectorAll('input[type=search][hidden]')) {
    const { tHead, tBodies: [body] } = field.nextElementSibling.querySelector('table')
    const rows = [...body.rows]
    field.hidden = false
    field.addEventListener('input', () => {
      const text = field.value.toLowerCase()
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(text)
    })
    const heads = [...tHead.rows[0].cells]
    for (const [at, head] of heads.entries()) {
      const button = document.createElement('button')
      button.append(...head.childNodes)
      head.append(button)
      button.addEventListener('click', () => {
        const ascends = head.ariaSort ? head.ariaSort === 'descending' : rows.every((row) => typeof valueIn(row, at) === 'string')
        for (const other of heads) other.ariaSort = null
        head.ariaSort = ascends ? 'ascending' : 'descending'
        rows.sort((a, b) => compared(valueIn(a, at), valueIn(b, at)) * (ascends ? 1 : -1))
        body.append(...rows)
      })
    }
  }
}
`.trim()

/**
 * Updates the operator's page: replaces changed parts, except those with the focus, a filter or an order, keeps details
 * open, and puts the parts in order unless one has the focus. Reloads after a redirect, because the session has ended.
 */
export const WATCH = `
${TABLES}
const received = new Map()
for (const part of document.querySelectorAll('[data-part]')) received.set(part.id, part.innerHTML)
equip()
for (const note of document.querySelectorAll('[data-scripted]')) note.hidden = false
const look = async () => {
  if (document.visibilityState === 'hidden') return
  const answer = await fetch(location.pathname, { redirect: 'manual' }).catch(() => null)
  if (answer?.type === 'opaqueredirect') location.reload()
  if (!answer?.ok) return
  const made = new DOMParser().parseFromString(await answer.text(), 'text/html')
  document.title = made.title
  const parts = [...made.querySelectorAll('[data-part]')].map((next) => {
    const part = document.getElementById(next.id)
    const isInUse = part?.contains(document.activeElement) || part?.querySelector('[aria-sort], input:not(:placeholder-shown)[type=search]')
    if (isInUse) return part
    const text = next.innerHTML
    if (part && received.get(part.id) === text) return part
    received.set(next.id, text)
    if (!part) return next
    for (const one of part.querySelectorAll('details')) {
      const same = next.querySelector('#' + CSS.escape(one.id))
      if (same) same.open = one.open
    }
    part.replaceWith(next)
    return next
  })
  const room = document.getElementById('parts')
  const isInOrder = room.children.length === parts.length && parts.every((part, at) => part === room.children[at])
  if (!isInOrder && !room.contains(document.activeElement)) room.replaceChildren(...parts)
  equip()
}
setInterval(look, 15000)
document.addEventListener('visibilitychange', look)
`.trim()

export const SCRIPT_HASHES = [COPY, COPY_AND_CHOOSE, WATCH].map(hashSource)
