import { AddressRefused } from './unusable-response.ts';

/** The URL that a fetch is given; throws AddressRefused, which does not repeat it, when it is none. */
export function urlOf(input: string | URL | Request): URL {
  const url = URL.parse(input instanceof Request ? input.url : input);
  if (!url) throw new AddressRefused('has an address that is no URL; correct its baseUrl');
  return url;
}
