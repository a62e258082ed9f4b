/**
 * ISO 8601 basic time in UTC, `20150830T123600Z` → ms since the epoch; undefined for anything else, including days
 * and hours that no calendar has.
 */
export const parseAmzDate = (text: string): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  const time = Date.UTC(year!, month! - 1, day, hour, minute, second);
  return formatAmzDate(time) === text ? time : undefined;
};

/** ms since the epoch → `20150830T123600Z`. */
export const formatAmzDate = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** An HTTP date (RFC 9110 IMF-fixdate) → `20150830T123600Z`; undefined for anything else. */
export const amzDateOfHttpDate = (text: string): string | undefined => {
  const time = Date.parse(text);
  return Number.isNaN(time) || new Date(time).toUTCString() !== text ? undefined : formatAmzDate(time);
};
