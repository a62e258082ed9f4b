import type { FlowDefinition, FlowValidation, FlowValidationType } from '../../definition/index.ts';
import type { DetailsOf } from '../rule.ts';

/** Per type: flows that fail, with the details of each report of that type in order, and flows that pass. */
export interface Row<Type extends FlowValidationType> {
  readonly fails: readonly {
    readonly title: string;
    readonly definition: FlowDefinition;
    readonly reports: readonly (readonly [FlowValidation['severity'], DetailsOf<Type>])[];
    /** What the first message must say. */
    readonly says: string;
  }[];
  readonly passes: readonly { readonly title: string; readonly definition: FlowDefinition }[];
}

/** Rows for some types; together the files beside this one have one for every type. */
export type Cases<Types extends FlowValidationType> = { readonly [Type in Types]: Row<Type> };
