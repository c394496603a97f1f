import type { Profile } from '../../domain/site.ts'
import { PODCAST } from './podcast.ts'
import {
  advised,
  BODY,
  channelPicture,
  HTTPS,
  IMAGE,
  imageOf,
  itemsAtLeast,
  OWN_LANGUAGE,
  type Requirement,
  requiredBy,
  titleAtLeast,
  titleAtMost,
} from './rules.ts'

/** The published requirements of each profile. docs/partners.md says when they were read. */
export const REQUIREMENTS: Readonly<Record<Profile, readonly Requirement[]>> = {
  msn: requiredBy(
    'https://support.microsoft.com/en-us/topic/msn-feed-item-metadata-requirements-0114c19c-36bb-4fef-8322-4a1ed6888329',
    [BODY, titleAtLeast(21), titleAtMost(150), OWN_LANGUAGE, HTTPS, advised(IMAGE)],
  ),
  flipboard: requiredBy('https://about.flipboard.com/rss-spec/', [BODY, IMAGE, imageOf(400), itemsAtLeast(30)]),
  smartnews: requiredBy(
    'https://publishers.smartnews.com/hc/en-us/articles/360036526213-SmartFormat-Specification-Version-2-1',
    [BODY, channelPicture('logo')],
  ),
  'apple-news': requiredBy('https://support.apple.com/guide/news-publisher/apdc2c7520ff/icloud', [BODY]),
  'google-news': [],
  podcast: PODCAST,
}
