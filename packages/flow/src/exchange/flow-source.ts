import type { JsonValue } from '@streambed/model';

/** One flow as a file describes it, in the API's form. */
export interface FlowSource {
  /** Its name in the template; absent for the API's forms. */
  readonly logicalId?: string;
  readonly name?: string;
  readonly description?: string;
  readonly executionRoleArn?: string;
  readonly customerEncryptionKeyArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** As the file has it: not checked against the model yet. */
  readonly definition: JsonValue;
  /** What of the file has no place in the API, each as a sentence. */
  readonly problems: readonly string[];
}

/** What a file holds. */
export interface FlowFile {
  /** As messages name it. */
  readonly file: string;
  readonly form: 'definition' | 'request' | 'cloudformation';
  /** At least one. */
  readonly flows: readonly FlowSource[];
  /** What beside the flows stands in the file and is not looked at, each as a phrase. */
  readonly leftOut: readonly string[];
  /** Names given by hand for which the file has no place. */
  readonly unused: readonly string[];
}
