export type * from './connecting.ts';
export type * from './flow-document.ts';
export type * from './flow-edit.ts';
export * from './flow-snapshot.ts';
