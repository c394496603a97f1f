// For a page with our frames: gives each the height that it says it has. A page that does not know this script has frames of a
// fixed height, which scroll.

const LEAST = 80
const MOST = 4000

// Markup can lay an image or a form over `document.currentScript`, by its name, but no script.
const tag = document.currentScript
const ours = tag instanceof HTMLScriptElement ? originOf(tag.src) : null

addEventListener('message', ({ data, origin, source }: MessageEvent<unknown>) => {
  if (ours === null || origin !== ours || source === null) return
  const height = heightIn(data)
  if (height === null) return
  for (const frame of document.querySelectorAll('iframe')) {
    // That very frame, and only while it is where its tag says: it may have led its reader on.
    if (frame.contentWindow === source && originOf(frame.src) === ours) frame.height = `${height}`
  }
})

// Frames that were there before this script have told nobody. There is no secret in the question, and a frame that is still
// loading has no origin yet.
for (const frame of document.querySelectorAll('iframe')) {
  if (ours !== null && originOf(frame.src) === ours) frame.contentWindow?.postMessage({ type: 'polyfeed:measure' }, '*')
}

/** In CSS pixels, whole; null if it is not such a message. */
function heightIn(message: unknown): number | null {
  if (typeof message !== 'object' || message === null) return null
  const { type, height } = message as { readonly type?: unknown; readonly height?: unknown }
  if (type !== 'polyfeed:height' || typeof height !== 'number' || !Number.isFinite(height)) return null
  return Math.min(Math.max(Math.ceil(height), LEAST), MOST)
}

function originOf(url: string): string | null {
  try {
    return new URL(url).origin
  } catch {
    return null
  }
}

export {}
