export { openSqliteStore, type SqliteStoreOptions, type StoreEvent } from './sqlite-store.ts';
