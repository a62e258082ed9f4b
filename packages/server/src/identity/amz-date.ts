/**
 * ISO 8601 basic time in UTC, `20150830T123600Z` → ms since the epoch; undefined for anything else, including days
 * and hours that no calendar has.
 */
export const parseAmzDate = (text: string): number | undefined => {
  if (!/^\d{8}T\d{6}Z$/.test(text)) return undefined;
  const iso = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 11)}:${text.slice(11, 13)}:${text.slice(13)}`;
  const time = Date.parse(iso);
  // V8 takes 31 February for 2 March, and 24:00:00 for the next day.
  return new Date(time).getUTCDate() === Number(text.slice(6, 8)) ? time : undefined;
};

/** ms since the epoch → `20150830T123600Z`. */
export const formatAmzDate = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** An HTTP date (RFC 9110 IMF-fixdate) → `20150830T123600Z`; undefined for anything else. */
export const amzDateOfHttpDate = (text: string): string | undefined => {
  const time = Date.parse(text);
  return Number.isNaN(time) || new Date(time).toUTCString() !== text ? undefined : formatAmzDate(time);
};
