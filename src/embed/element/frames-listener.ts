// For pages with our frames: sets each frame to the height that it reports. Without this script, frames have a fixed
// height and scroll.

const LEAST = 80
const MOST = 4000

// Markup can shadow `document.currentScript` with a named image or form, but not with a script.
const tag = document.currentScript
const ours = tag instanceof HTMLScriptElement ? originOf(tag.src) : null

addEventListener('message', ({ data, origin, source }: MessageEvent<unknown>) => {
  if (ours === null || origin !== ours || source === null) return
  const height = heightIn(data)
  if (height === null) return
  for (const frame of document.querySelectorAll('iframe')) {
    // Only the frame that sent the message, and only if its tag has our origin: a frame can navigate to another site.
    if (frame.contentWindow === source && originOf(frame.src) === ours) frame.height = `${height}`
  }
})

// Frames that loaded before this script reported their height too early. The target origin is `*`, because the message
// is no secret and a frame that is still loading has no origin yet.
for (const frame of document.querySelectorAll('iframe')) {
  if (ours !== null && originOf(frame.src) === ours) frame.contentWindow?.postMessage({ type: 'polyfeed:measure' }, '*')
}

/** Whole CSS pixels; null for any other message. */
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
