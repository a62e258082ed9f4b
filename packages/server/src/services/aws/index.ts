export type { AwsServiceConfiguration } from './configuration.ts';
