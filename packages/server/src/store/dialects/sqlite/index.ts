export { requireSafeSqlite } from './connection.ts';
export { lockDataFolder } from './folder-lock.ts';
export { checkIntegrity, type IntegrityReport } from './integrity.ts';
export { openSqliteStore, type SqliteStoreOptions, type StoreEvent } from './sqlite-store.ts';
