/** A time as the wire shows it: RFC 3339 in UTC with milliseconds, from milliseconds since the epoch. */
export const timestamp = (time: number): string => new Date(time).toISOString();
