export * from './run-store/index.ts';
