export { isDocumentName } from './detect-format.ts';
export {
  createDocumentParser,
  type DocumentParser,
  type DocumentParserOptions,
  type ParseDocumentInput,
} from './document-parser.ts';
export { DocumentProblem, type DocumentProblemReason } from './document-problem.ts';
export { DEFAULT_LIMITS, type ParsingLimits } from './limits.ts';
export {
  type CsvStructure,
  type MetadataAttribute,
  type MetadataSidecar,
  type MetadataValue,
  parseMetadataSidecar,
  SIDECAR_SIZE,
  SIDECAR_SUFFIX,
} from './metadata-sidecar.ts';
export type { ParsedBlock, ParsedDocument } from './parsed-document.ts';
