/** A response ready for the socket. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What every answer carries whatever it says. */
export interface Exchange {
  readonly requestId: string;
  /** Wall time in ms since the epoch; SDKs correct their clocks by the `Date` header, so it must be right. */
  readonly now: number;
}

/** The headers of each response. `type` defaults to JSON. */
export const responseHeaders = (
  { requestId, now }: Exchange,
  type = 'application/json',
): Record<string, string> => ({
  'content-type': type,
  date: httpDate(now),
  'x-amzn-requestid': requestId,
  // The studio's origin serves this port too: no browser may guess that a stored document is a page or a script.
  'x-content-type-options': 'nosniff',
});

let lastSecond = Number.NaN;
let lastDate = '';

/** IMF-fixdate (RFC 9110 section 5.6.7). The last one is kept, since many answers share a second. */
const httpDate = (now: number): string => {
  const second = Math.floor(now / 1000);
  if (second !== lastSecond) {
    lastDate = new Date(second * 1000).toUTCString();
    lastSecond = second;
  }
  return lastDate;
};
