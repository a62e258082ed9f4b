export {
  KnowledgeBaseSearch,
  type SearchAnswer,
  type SearchOptions,
  type SearchRequest,
  type SearchResult,
} from './search.ts';
