/**
 * The address that signs in to the studio. The code stands behind the `#`, which browsers keep to themselves: it is in no
 * request line, no log and no Referer.
 */
export const signInLink = (origin: string, code: string): string =>
  `${origin.replace(/\/$/, '')}/studio/sign-in#code=${encodeURIComponent(code)}`;
