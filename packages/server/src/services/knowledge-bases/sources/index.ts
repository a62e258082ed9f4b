export { customSource, documentOfSent } from './custom.ts';
export { bucketOfArn, type ObjectSource, parseS3Uri, s3Source } from './s3.ts';
export { decodeSent, encodeSent, type SentDocument, sentDocument } from './sent-document.ts';
export {
  DocumentGone,
  type ListSource,
  type OpenedDocument,
  type SkippedItem,
  type SourceDocument,
  type SourceFile,
  type SourceListing,
} from './source.ts';
export { createSources, type Sources, type SourcesOptions } from './sources.ts';
