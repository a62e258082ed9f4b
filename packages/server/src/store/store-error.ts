/** What went wrong in the store; stable, so that callers can switch over it. */
export type StoreErrorCode =
  /** A row with this key exists already. */
  | 'DuplicateRow'
  /** What the row belongs to is not there: the flow of a version, the data source of a document. */
  | 'MissingParent'
  /** What the row stands above is still there: the data sources of a knowledge base. */
  | 'ChildrenRemain'
  /** Not every chunk of a generation is kept, so it is not published. */
  | 'ChunksMissing'
  /** One stored row cannot be trusted: bad checksum, bad JSON, wrong types. Other rows are unaffected. */
  | 'CorruptRow'
  /** `PageRequest.after` was not made by this list. */
  | 'InvalidPageKey'
  /** A repository of a transaction was used after its work had ended or failed. */
  | 'TransactionEnded'
  /** The work of a transaction did not end in time; it was rolled back. */
  | 'TransactionTimeout'
  /** The disk is full: nothing of the write was kept; writes work again when there is room. */
  | 'DiskFull'
  /** A sync failed or a commit's outcome is unknown: no more writes until a restart. */
  | 'Stopped'
  | 'Closed'
  /** Another process holds the data folder. */
  | 'FolderInUse'
  /** A newer Streambed wrote the data folder. */
  | 'FolderTooNew'
  /** The data folder cannot be made, read or written. */
  | 'FolderUnusable'
  | 'DatabaseDamaged'
  | 'SqliteTooOld'
  /** Any other failure of the database; `cause` has it. */
  | 'DatabaseFailure';

/** A failure of the store, told for the person who runs it. Never contains stored values. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
