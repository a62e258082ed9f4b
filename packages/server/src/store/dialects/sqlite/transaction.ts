import type { DocumentIdentity } from '../../knowledge-base-records.ts';
import type { Query } from '../../query.ts';
import type { CorruptRow, WriteSession } from '../../session.ts';
import type { Scope } from '../../store.ts';
import { StoreError } from '../../store-error.ts';

/** The connection that all writes go through; connection.ts. */
export interface WriteConnection {
  readonly file: string;
  readonly inTransaction: boolean;
  loadVectors(): Promise<void>;
  exec(sql: string): void;
  all<Params, Row>(query: Query<Params, Row>, params: Params): Row[];
  run<Params>(query: Query<Params>, params: Params): number;
}

/** What listeners of the store are told of. */
export interface Change {
  readonly scope: Scope;
  readonly flowId?: string;
  readonly document?: DocumentIdentity;
}

/** The inside of one transaction; dead after its end, so that forgotten promises cannot write into the next one. */
export class Transaction implements WriteSession {
  readonly changes: Change[] = [];
  readonly corruptRowFound: (row: CorruptRow) => void;
  failure: unknown;
  readonly #connection: WriteConnection;
  #ended = false;

  constructor(connection: WriteConnection, corruptRowFound: (row: CorruptRow) => void) {
    this.#connection = connection;
    this.corruptRowFound = corruptRowFound;
  }

  async all<Params, Row>(query: Query<Params, Row>, params: Params): Promise<readonly Row[]> {
    if (query.needsVectors) await this.#connection.loadVectors();
    return this.#execute(() => this.#connection.all(query, params));
  }

  async run<Params>(query: Query<Params>, params: Params): Promise<number> {
    return this.#execute(() => this.#connection.run(query, params));
  }

  async write<T>(work: (session: WriteSession) => Promise<T>): Promise<T> {
    return work(this);
  }

  flowChanged(scope: Scope, flowId: string): void {
    this.changes.push({ scope, flowId });
  }

  documentChanged(scope: Scope, { knowledgeBaseId, dataSourceId, documentId }: DocumentIdentity): void {
    this.changes.push({ scope, document: { knowledgeBaseId, dataSourceId, documentId } });
  }

  end(): void {
    this.#ended = true;
  }

  #execute<T>(statement: () => T): T {
    if (this.#ended || this.failure !== undefined) {
      throw new StoreError(
        'TransactionEnded',
        'The transaction has ended or failed; nothing more is done in it.',
      );
    }
    try {
      return statement();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
