import type { CreateSessionResponse } from '@streambed/model/streambed';

/** What a session route answered. */
export interface SessionAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly errorType: string | null;
  /** `name=value` of the cookie that it set. */
  readonly cookie: string | undefined;
  readonly signedIn: CreateSessionResponse;
}

export interface PostOptions {
  readonly body?: unknown;
  readonly cookie?: string | undefined;
  /** Further headers; undefined takes one away. By default those that a page of the server sends. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Posts to a session route as a page of the server at `url` does. */
export const post = async (
  url: string,
  route: 'link' | 'renew' | 'end',
  { body = {}, cookie, headers = {} }: PostOptions = {},
): Promise<SessionAnswer> => {
  const sent = {
    'content-type': 'application/json',
    origin: new URL(url).origin,
    'sec-fetch-site': 'same-origin',
    ...(cookie !== undefined && { cookie }),
    ...headers,
  };
  const response = await fetch(`${url}/streambed/v1/session/${route}`, {
    method: 'POST',
    headers: Object.fromEntries(
      Object.entries(sent).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    errorType: response.headers.get('x-amzn-errortype'),
    cookie: response.headers.get('set-cookie')?.split(';')[0],
    get signedIn() {
      return JSON.parse(text) as CreateSessionResponse;
    },
  };
};

/** The codes of the sign-in links that a server printed. */
export const printedCodes = (output: string): string[] =>
  [...output.matchAll(/\/studio\/sign-in#code=([\w-]+)/g)].map(([, code]) => code!);
