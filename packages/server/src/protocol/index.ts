export * from './service-exception.ts';
