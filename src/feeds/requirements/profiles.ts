import type { Profile } from '../../domain/site.ts'
import * as rules from './rules.ts'
import { advised, BODY, IMAGE, type Requirement, requiredBy } from './rules.ts'

/** The published requirements of each profile. docs/partners.md says when they were read, and what is second-hand. */
export const REQUIREMENTS: Readonly<Record<Profile, readonly Requirement[]>> = {
  msn: [
    ...requiredBy(
      'https://support.microsoft.com/en-us/topic/msn-feed-item-metadata-requirements-0114c19c-36bb-4fef-8322-4a1ed6888329',
      [BODY, rules.titleAtLeast(21), rules.titleAtMost(150)],
    ),
    ...requiredBy(
      'https://support.microsoft.com/en-us/topic/msn-feed-setup-and-configuration-16ea6c2b-d51c-48a5-9ba4-4c3f8ed76c97',
      [rules.HTTPS],
    ),
    ...requiredBy('https://helpcenter.microsoftstart.com/kb/feed-specifications', [advised(IMAGE)]),
  ],
  flipboard: requiredBy('https://about.flipboard.com/rss-spec/', [
    ...[BODY, IMAGE, rules.imageOf(400, 400), rules.itemsAtLeast(30), advised(rules.summaryAtLeast(300))],
  ]),
  smartnews: requiredBy('https://publishers.smartnews.com/hc/en-us/articles/56500436151065', [
    ...[BODY, advised(IMAGE), advised(rules.channelPicture('logo'))],
  ]),
  'apple-news': requiredBy('https://support.apple.com/guide/news-publisher/apdc2c7520ff/icloud', [
    ...[rules.summaryAtLeast(1), rules.LOCALE, advised(rules.titleAtLeast(15)), advised(rules.titleAtMost(60))],
    advised(BODY),
  ]),
  'google-news': requiredBy('https://developers.google.com/search/docs/advanced/sitemaps/news-sitemap', [
    advised(rules.OWN_LANGUAGE),
  ]),
  newsbreak: requiredBy('https://support.newsbreak.com/publisher-faq', [
    ...[BODY, IMAGE, rules.languageOf('en'), advised(rules.AUTHOR), advised(rules.CREDIT)],
  ]),
  mailchimp: requiredBy('https://kb.mailchimp.com/campaigns/rss-in-campaigns/troubleshooting-rss-in-campaigns', [
    rules.PUBLIC,
  ]),
}
