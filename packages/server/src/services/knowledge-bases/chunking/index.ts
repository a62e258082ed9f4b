export type { Chunk, ChunkedDocument } from './chunk.ts';
export { type ChunkOptions, chunkDocument } from './chunk-document.ts';
export { documentText } from './document-text.ts';
export type { Embed } from './semantic.ts';
export { loadTokenizer, type Tokenizer } from './tokenizer.ts';
