/** The signature schemes of webhooks. `token` and `strapi`: the secret itself is sent, as a bearer token. */
export const WEBHOOK_SCHEMES = ['standard', 'ghost', 'contentful', 'strapi', 'wp-webhooks', 'token'] as const

export type Webhook = { readonly scheme: (typeof WEBHOOK_SCHEMES)[number]; readonly secret: string }
