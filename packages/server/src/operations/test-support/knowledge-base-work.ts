import {
  askToDelete,
  askToStop,
  insertIngestionJob,
  putSentDocuments,
} from '../../services/knowledge-bases/ingestion/index.ts';
import type { KnowledgeBaseWork } from '../knowledge-bases/knowledge-base-work.ts';

/** Requests change rows as on a server; what the work is told afterwards is noted and not done. */
export interface NotedWork extends KnowledgeBaseWork {
  /** `jobInserted ID`, `documentsChanged ID`, …, in order. */
  readonly told: string[];
}

const clock = { now: () => Date.UTC(2025, 7, 1, 12) };

/** For openService. */
export function notedWork(): NotedWork {
  const told: string[] = [];
  return {
    told,
    insertJob: insertIngestionJob,
    askToStop,
    putDocuments: (repositories, scope, dataSource, documents) =>
      putSentDocuments(repositories, scope, dataSource, documents, clock),
    askToDelete: (repositories, scope, dataSource, documentIds) =>
      askToDelete(repositories, scope, dataSource, documentIds, clock),
    jobInserted: (_scope, { id }) => told.push(`jobInserted ${id}`),
    stopAsked: (_scope, { id }) => told.push(`stopAsked ${id}`),
    documentsChanged: (_scope, { dataSourceId }) => told.push(`documentsChanged ${dataSourceId}`),
    dataSourceDeleted: (_scope, { id }) => told.push(`dataSourceDeleted ${id}`),
    knowledgeBaseDeleted: (_scope, { id }) => told.push(`knowledgeBaseDeleted ${id}`),
  };
}
