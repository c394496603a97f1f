import type { IncomingMessage } from 'node:http'
import { AppError } from '../domain/errors.ts'
import type { ApiToken, Site, TokenScope } from '../domain/site.ts'
import { bearerToken, sameSecret, type TokenGate, type TokenKind } from './token-gate.ts'

export type AccessParts = {
  readonly site: Pick<Site, 'tokens'>
  readonly adminToken: string | undefined
  readonly gate: TokenGate
}

export type Access = ReturnType<typeof createAccess>

/** The tokens of site.yaml and the operator's. Each given token is compared with all of them, in constant time. */
export function createAccess({ site, adminToken, gate }: AccessParts) {
  const all = { scopes: ['admin'], languages: null, sections: null } as const
  const operator = adminToken === undefined ? [] : [{ name: 'operator', secret: adminToken, ...all }]
  const tokens: readonly ApiToken[] = [...operator, ...site.tokens]
  const mayDo = (scope: TokenScope) => (token: ApiToken) => token.scopes.some((own) => own === scope || own === 'admin')
  const tokenOf = (text: string): ApiToken | undefined => tokens.filter(({ secret }) => sameSecret(text, secret))[0]
  return {
    isConfigured: (scope: TokenScope): boolean => tokens.some(mayDo(scope)),
    isFor: (text: string, scope: TokenScope): boolean => {
      const token = tokenOf(text)
      return token !== undefined && mayDo(scope)(token)
    },
    /** The token of a request. @throws AppError `unauthorized`, `forbidden`, `too_many_attempts` */
    require: (request: IncomingMessage, scope: TokenScope, kind: TokenKind): ApiToken => {
      const text = bearerToken(request)
      if (text === undefined) throw new AppError('unauthorized', 'missing token', { scope })
      const token = tokenOf(text)
      if (!gate.admits(request, kind, () => token !== undefined) || !token) {
        throw new AppError('unauthorized', 'wrong token', { scope, error: 'invalid_token' })
      }
      if (!mayDo(scope)(token)) throw new AppError('forbidden', `${token.name} lacks ${scope}`, { missing: scope })
      return token
    },
  }
}
