import { isMetadataAddress } from '../../services/outbound/index.ts';

/** What is wrong with an address to call, when it is one that hands out this machine's own credentials. */
export const refuseMetadata = (url: URL): string | undefined =>
  isMetadataAddress(url) ? 'is the address of a metadata service, which is never called' : undefined;
