import type { Texts } from './text.ts'

/** A picture of the newsroom; sizes in pixels. */
export type ChannelPicture = { readonly url: string; readonly width: number | null; readonly height: number | null }

export type Contact = { readonly name: Texts | null; readonly email: string }

/** Facts of the newsroom that every feed has. URLs are absolute. */
export type ChannelSettings = Readonly<Record<'logo' | 'icon' | 'cover', ChannelPicture | null>> &
  Readonly<Record<'editor' | 'webmaster', Contact | null>> & {
    /** `#b3421b`. */
    readonly accent: string | null
    readonly rights: Texts | null
    readonly license: string | null
    readonly categories: readonly Texts[]
    /** Pages on which readers support the newsroom. */
    readonly support: Texts | null
    /** The newsroom's profiles elsewhere. */
    readonly me: readonly string[]
  }
