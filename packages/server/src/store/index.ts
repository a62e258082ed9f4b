export {
  checkIntegrity,
  type IntegrityReport,
  lockDataFolder,
  openSqliteStore,
  requireSafeSqlite,
  type SqliteStoreOptions,
  type StoreEvent,
} from './dialects/sqlite/index.ts';
export type * from './knowledge-base-records.ts';
export { searchWords } from './repositories/search-words.ts';
export type { CorruptRow } from './session.ts';
export type * from './store.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
