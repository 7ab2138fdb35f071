/**
 * oidc-provider 9 calls `URL.parse`, which Node has from 22.1 on. This process gives Node 20 the same function (URL standard,
 * "parse": null instead of an exception); see ADR 0004.
 */
export function provideUrlParse(): void {
  if ('parse' in URL) return
  Object.defineProperty(URL, 'parse', {
    configurable: true,
    writable: true,
    value: (url: string, base?: string): URL | null => (URL.canParse(url, base) ? new URL(url, base) : null),
  })
}
