export type { Command } from './command.ts';
export * from './editor.ts';
export type * from './editor-state.ts';
