export { type BoundedFetchOptions, boundedFetch } from './bounded-fetch.ts';
export { createOutbound, type Outbound, type OutboundOptions } from './create-outbound.ts';
export { isMetadataAddress } from './metadata-address.ts';
export type { Resolve } from './resolve.ts';
export { AddressRefused, UnusableResponse } from './unusable-response.ts';
