import type { Clock } from './clock.ts';
import type { CodePort } from './code.ts';
import type { FunctionPort } from './function.ts';
import type { Ids } from './ids.ts';
import type { ModelPort } from './model.ts';
import type { ObjectStorePort } from './object-store.ts';
import type { PromptsPort } from './prompts.ts';

/** Everything a work node may ask of the world. */
export interface Ports {
  readonly model: ModelPort;
  readonly prompts: PromptsPort;
  readonly functions: FunctionPort;
  readonly objects: ObjectStorePort;
  readonly code: CodePort;
  readonly clock: Clock;
  readonly ids: Ids;
}
