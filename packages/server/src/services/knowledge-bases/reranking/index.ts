export { bedrockReranker, createReranker } from './create-reranker.ts';
export { rerankPassages, rerankSources } from './rerank.ts';
export { OFFLINE_RERANKER } from './score-lexically.ts';
