/** Where sign-in leads to when nothing else was asked for. */
const HOME = '/';

/**
 * The page that `?to=` asks for, below the studio: only a path of our own. Anything else, another host above all, is
 * the home page: a link must not lead people who sign in to somebody else's page.
 */
export const safeTarget = (to: string | null): string => {
  if (to === null || !/^\/(?![/\\])/.test(to) || /[\\\p{Cc}]/u.test(to)) return HOME;
  const origin = 'http://studio.invalid';
  try {
    const url = new URL(to, origin);
    if (url.origin !== origin || url.pathname.startsWith('//') || url.pathname.startsWith('/sign-in'))
      return HOME;
    return `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return HOME;
  }
};

/** `/sign-in?to=…` for the page that somebody wanted. */
export const signInAddress = ({
  pathname,
  search,
  hash,
}: {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}): string => {
  const to = `${pathname}${search}${hash}`;
  return to === HOME ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
};

/**
 * The code of a sign-in link, `#code=…`, taken out of the address bar and of this entry of the history before anything
 * else happens. undefined when the page was opened without one.
 */
export const takeCode = ({
  location,
  history,
}: Pick<Window, 'location' | 'history'> = window): string | undefined => {
  if (!location.pathname.endsWith('/sign-in')) return undefined;
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) return undefined;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  return code === '' ? undefined : code;
};
