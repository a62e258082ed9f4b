export {
  createEmbedders,
  type EmbeddedKnowledgeBase,
  type Embedders,
  type EmbeddersOptions,
  type EmbedTexts,
} from './embedder.ts';
