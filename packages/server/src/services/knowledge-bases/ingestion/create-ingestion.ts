import type { Clock, Random } from '@streambed/flow/ports';
import type { Store } from '../../../store/index.ts';
import { createOutbound } from '../../outbound/index.ts';
import { chunkDocument } from '../chunking/index.ts';
import type { Embedders } from '../embedding/index.ts';
import { createDocumentParser, type DocumentParser } from '../parsing/index.ts';
import { createSources, type ObjectSource } from '../sources/index.ts';
import { Ingestion } from './ingestion.ts';

export interface CreateIngestionOptions {
  readonly store: Store;
  readonly objects: ObjectSource;
  readonly embedders: Pick<Embedders, 'ofDocuments'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Hosts of web pages that may have private addresses. */
  readonly privateHosts?: readonly string[];
  /** As IngestionTools'. */
  readonly onFailure: (what: string, error: unknown) => void;
}

export interface OpenIngestion {
  readonly ingestion: Ingestion;
  /** Its threads for documents, for whoever else has documents to read. */
  readonly parser: DocumentParser;
  close(): Promise<void>;
}

/**
 * Ingestion as a server has it: with threads for documents and a way out to web pages of its own, both opened when first
 * needed. `close` gives up what is under way, for the next start's `resume` to go on with.
 */
export function createIngestion({
  store,
  objects,
  embedders,
  clock,
  random,
  privateHosts = [],
  onFailure,
}: CreateIngestionOptions): OpenIngestion {
  const outbound = createOutbound({ publicOnly: true, privateHosts });
  const parser = createDocumentParser();
  const documents = store.knowledgeBaseDocuments;
  const ingestion = new Ingestion({
    store,
    sources: createSources({ documents, objects, fetch: outbound.fetch, clock }),
    parser,
    chunk: chunkDocument,
    embedderOf: embedders.ofDocuments,
    clock,
    random,
    onFailure,
  });
  return {
    ingestion,
    parser,
    async close() {
      await ingestion.close();
      await Promise.all([parser.close(), outbound.close()]);
    },
  };
}
