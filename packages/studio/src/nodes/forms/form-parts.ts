import type { ComponentType } from 'react';
import type { InputsOptions } from '../inspector/inputs-section.tsx';
import type { OutputsOptions } from '../inspector/outputs-section.tsx';

/**
 * What the form of a node type adds to what every node has. Inputs and outputs follow from the type's own slots where
 * nothing is said; `hidden` where the type's part shows them itself.
 */
export interface NodeFormParts {
  /** Above the inputs. */
  readonly Before?: ComponentType;
  /** Between inputs and outputs. */
  readonly After?: ComponentType;
  readonly inputs?: InputsOptions | 'hidden';
  readonly outputs?: OutputsOptions | 'hidden';
}
