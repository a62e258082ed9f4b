/** The cookie that renews a session's keys: no script reads it, no other site sends it. */
export interface SessionCookie {
  /** The header that keeps a session; `lifetime` in ms. */
  set(value: string, lifetime: number): string;
  /** The header that forgets it. */
  clear(): string;
  /** The values that a `Cookie` header has for it: more than one where somebody planted another. */
  read(header: string | undefined): readonly string[];
}

/** Below it lie the routes that read the cookie; nothing else is ever sent it. */
export const SESSION_PATH = '/streambed/v1/session';

/** Browsers send few; what a header of the allowed size could hold besides is nobody's session. */
const MAX_CANDIDATES = 4;

/**
 * `suffix` tells servers on one host apart, since cookies know no ports. With `secure` the name begins with `__Host-`,
 * so that no other host of the domain can set it; browsers then want it to hold for every path.
 */
export const sessionCookie = (suffix: string, secure: boolean): SessionCookie => {
  const name = `${secure ? '__Host-' : ''}streambed-session-${suffix}`;
  const attributes = `Path=${secure ? '/' : SESSION_PATH}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    set: (value, lifetime) => `${name}=${value}; ${attributes}; Max-Age=${Math.floor(lifetime / 1000)}`,
    clear: () => `${name}=; ${attributes}; Max-Age=0`,
    read: (header) =>
      (header ?? '')
        // HTTP/2 may send cookies in several fields; they come joined by commas, which no value of ours has.
        .split(/[;,]/)
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1))
        .filter((value) => value !== '')
        .slice(0, MAX_CANDIDATES),
  };
};
