import { z } from 'zod'
import { accessKeys } from './site-keys/access.ts'
import { newsroomKeys } from './site-keys/newsroom.ts'
import { type partner, partnerKeys } from './site-keys/partner.ts'
import { editorialKeys, feedKeys, formerTermKeys } from './site-keys/publishing.ts'
import { redirectKeys } from './site-keys/redirects.ts'
import { refreshingKeys } from './site-keys/refreshing.ts'
import { servingKeys } from './site-keys/serving.ts'
import { sourceKeys } from './site-keys/sources.ts'

/**
 * `site.yaml` as written. docs/reference and editors show each key's description, example and default (`defaultText` if
 * the default is not a fixed value).
 */
export const siteSchema = z.strictObject({
  ...newsroomKeys,
  ...refreshingKeys,
  ...feedKeys,
  ...sourceKeys,
  ...editorialKeys,
  ...partnerKeys,
  ...formerTermKeys,
  ...redirectKeys,
  ...servingKeys,
  ...accessKeys,
})

export type WrittenSite = z.output<typeof siteSchema>
export type WrittenPartner = z.output<typeof partner>
export type WrittenSource = WrittenSite['sources'][number]
