import { existsSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@streambed/flow/ports';
import type { DocumentIdentity } from '../../knowledge-base-records.ts';
import type { Query } from '../../query.ts';
import { CLIENT_TOKEN_LIFETIME } from '../../repositories/client-tokens.ts';
import { createRepositories } from '../../repositories/index.ts';
import type { CorruptRow, Session, WriteSession } from '../../session.ts';
import type { Repositories, Scope, Store } from '../../store.ts';
import { StoreError } from '../../store-error.ts';
import { queries } from './compiled-sql.ts';
import { Connection, requireSafeSqlite } from './connection.ts';
import { databaseFile, prepareDataFolder, prepareOwnFile, renameOwnFile } from './data-folder.ts';
import { lockDataFolder } from './folder-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { migrate, refuseNewerSchema, schemaNumber } from './migrate.ts';
import { toStoreError } from './sqlite-error.ts';
import type { Change } from './transaction.ts';

/** How often expired client tokens are deleted, ms. */
const SWEEP_INTERVAL = 10 * 60 * 1000;

/** What the store tells besides its answers; for the operator's log. */
export type StoreEvent =
  | { readonly kind: 'corruptRow'; readonly row: CorruptRow }
  /** No more writes until a restart: the process should end and be started again. */
  | { readonly kind: 'stopped'; readonly error: StoreError }
  | { readonly kind: 'listenerFailed'; readonly error: unknown };

export interface SqliteStoreOptions {
  /** The data folder; made when it is missing. */
  readonly folder: string;
  readonly clock: Clock;
  report?(event: StoreEvent): void;
}

/**
 * Opens the embedded store of a data folder: `streambed.db`, held by this process until `close()` or its end.
 * @throws StoreError SqliteTooOld, FolderInUse, FolderTooNew, FolderUnusable, DatabaseDamaged
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  requireSafeSqlite(process.versions.sqlite);
  prepareDataFolder(options.folder);
  const unlock = lockDataFolder(options.folder, options.clock.now());
  const opened: Connection[] = [];
  try {
    const file = databaseFile(options.folder);
    prepareDatabase(file);
    for (const companion of [`${file}-wal`, `${file}-shm`]) {
      if (existsSync(companion)) prepareOwnFile(companion);
    }
    refuseNewerDatabase(file);
    const writer = Connection.openWriter(file);
    opened.push(writer);
    migrate(writer.database, options.clock.now());
    const reader = Connection.openReader(file);
    opened.push(reader);
    return new SqliteStore(writer, reader, unlock, options);
  } catch (error) {
    for (const connection of opened.reverse()) connection.close();
    unlock();
    throw toStoreError(error, databaseFile(options.folder));
  }
}

/**
 * Makes the database when there is none. It gets its name only when its first page is on disk, so that an empty file
 * under that name is never a first start that was cut short, but always a loss.
 */
function prepareDatabase(file: string): void {
  // SQLite takes a file of a single byte for an empty one (os_unix.c, unixFileSize) and would begin anew in it.
  const empty = existsSync(file) && statSync(file).size <= 1;
  const lost = !existsSync(file) && existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0;
  if (empty || lost) {
    throw new StoreError(
      'DatabaseDamaged',
      `${file} is ${empty ? 'empty' : 'missing beside its log'}, so what it held is lost. ` +
        'Restore the data folder from a copy, or delete the file and its log to begin anew.',
    );
  }
  if (!existsSync(file)) {
    const fresh = `${file}.new`;
    rmSync(fresh, { force: true });
    prepareOwnFile(fresh);
    Connection.openWriter(fresh).close();
    renameOwnFile(fresh, file);
  }
  prepareOwnFile(file);
}

/** Looks into a database without changing a byte of it, and refuses what this program must not touch. */
function refuseNewerDatabase(file: string): void {
  const peek = new DatabaseSync(file, { readOnly: true });
  try {
    refuseNewerSchema(schemaNumber(peek), file);
  } finally {
    peek.close();
  }
}

class SqliteStore implements Store {
  readonly flows: Repositories['flows'];
  readonly flowVersions: Repositories['flowVersions'];
  readonly flowAliases: Repositories['flowAliases'];
  readonly prompts: Repositories['prompts'];
  readonly guardrails: Repositories['guardrails'];
  readonly tags: Repositories['tags'];
  readonly clientTokens: Repositories['clientTokens'];
  readonly studioSessions: Repositories['studioSessions'];
  readonly studioDocuments: Repositories['studioDocuments'];
  readonly runs: Repositories['runs'];
  readonly knowledgeBases: Repositories['knowledgeBases'];
  readonly dataSources: Repositories['dataSources'];
  readonly ingestionJobs: Repositories['ingestionJobs'];
  readonly knowledgeBaseDocuments: Repositories['knowledgeBaseDocuments'];
  readonly chunks: Repositories['chunks'];
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #unlock: () => void;
  readonly #report: (event: StoreEvent) => void;
  readonly #commits: GroupCommit;
  readonly #repositoriesOn: (session: Session) => Repositories;
  readonly #flowListeners: ((scope: Scope, flowId: string) => void)[] = [];
  readonly #documentListeners: ((scope: Scope, document: DocumentIdentity) => void)[] = [];
  #cancelSweep: () => void = () => {};
  #closing: Promise<void> | undefined;

  constructor(writer: Connection, reader: Connection, unlock: () => void, options: SqliteStoreOptions) {
    this.#writer = writer;
    this.#reader = reader;
    this.#unlock = unlock;
    this.#report = (event) => {
      try {
        options.report?.(event);
      } catch {
        // A log that fails must not fail the write that it tells about.
      }
    };
    const corruptRowFound = (row: CorruptRow) => this.#report({ kind: 'corruptRow', row });
    this.#commits = new GroupCommit(writer, options.clock, {
      corruptRowFound,
      changed: (changes) => this.#tellListeners(changes),
      stopped: (error) => this.#report({ kind: 'stopped', error }),
    });
    this.#repositoriesOn = (session) => createRepositories(queries, session);
    const committed = this.#repositoriesOn({
      all: async <Params, Row>(query: Query<Params, Row>, params: Params) => {
        if (query.needsVectors) await reader.loadVectors();
        if (this.#closing) throw new StoreError('Closed', 'The store is closed.');
        return reader.all(query, params);
      },
      write: (work) => this.#commits.run(work),
      corruptRowFound,
    });
    this.flows = committed.flows;
    this.flowVersions = committed.flowVersions;
    this.flowAliases = committed.flowAliases;
    this.prompts = committed.prompts;
    this.guardrails = committed.guardrails;
    this.tags = committed.tags;
    this.clientTokens = committed.clientTokens;
    this.studioSessions = committed.studioSessions;
    this.studioDocuments = committed.studioDocuments;
    this.runs = committed.runs;
    this.knowledgeBases = committed.knowledgeBases;
    this.dataSources = committed.dataSources;
    this.ingestionJobs = committed.ingestionJobs;
    this.knowledgeBaseDocuments = committed.knowledgeBaseDocuments;
    this.chunks = committed.chunks;
    this.#sweepLater(options.clock);
  }

  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#commits.run((session: WriteSession) => work(this.#repositoriesOn(session)));
  }

  onFlowChanged(listener: (scope: Scope, flowId: string) => void): void {
    this.#flowListeners.push(listener);
  }

  onDocumentChanged(listener: (scope: Scope, document: DocumentIdentity) => void): void {
    this.#documentListeners.push(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#cancelSweep();
    await this.#commits.close();
    // The writer last: the last connection to close empties the write-ahead log into the database.
    this.#reader.close();
    this.#writer.close();
    this.#unlock();
  }

  /** Client tokens that have outlived their time are ignored already; this takes them off the disk. */
  #sweepLater(clock: Clock): void {
    this.#cancelSweep = clock.after(SWEEP_INTERVAL, () => {
      // A failure is told to those who write; the next sweep takes what this one left.
      this.clientTokens.deleteOlderThan(clock.now() - CLIENT_TOKEN_LIFETIME).catch(() => {});
      this.#sweepLater(clock);
    });
  }

  #tellListeners(changes: readonly Change[]): void {
    for (const { scope, flowId, document } of changes) {
      if (flowId !== undefined) this.#tell(this.#flowListeners, scope, flowId);
      if (document !== undefined) this.#tell(this.#documentListeners, scope, document);
    }
  }

  #tell<Told>(listeners: readonly ((scope: Scope, told: Told) => void)[], scope: Scope, told: Told): void {
    for (const listener of listeners) {
      try {
        listener(scope, told);
      } catch (error) {
        this.#report({ kind: 'listenerFailed', error });
      }
    }
  }
}
