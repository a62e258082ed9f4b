/*
 * The server's policy lets no text become script in this page (`require-trusted-types-for 'script'`). Workers are the one
 * thing that is started by an address, and those that were built with the studio may be.
 */

interface TrustedTypes {
  createPolicy(name: 'default', rules: { createScriptURL(url: string): string }): unknown;
}

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };

/** To be called before anything else. Browsers without trusted types have the rest of the policy. */
export const restrictScripts = (): void => {
  trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      const { origin, pathname } = new URL(url, location.href);
      if (origin === location.origin && pathname.startsWith(`${import.meta.env.BASE_URL}assets/`)) return url;
      throw new TypeError('Only workers of the studio itself may be started.');
    },
  });
};
