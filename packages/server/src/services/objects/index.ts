export type { ObjectsConfiguration, ObjectsMode } from './configuration.ts';
