import { createContext, useContext } from 'react';
import type { FieldAddress } from '../../editor/index.ts';

export interface Fix {
  readonly label: string;
  run(): void;
}

/** One thing that is wrong with a field. */
export interface FieldProblem {
  readonly severity: 'Error' | 'Warning';
  readonly message: string;
}

/**
 * Where fields learn what is wrong with them and whether they may be changed. Forms of nodes take it from the open
 * editor; elsewhere there is nothing but what the field itself finds.
 */
export interface FieldSource {
  /** Why nothing can be changed; undefined when it can. */
  readonly readOnly: string | undefined;
  /** The same array until it changes. */
  problems(): readonly (FieldProblem & { readonly field: FieldAddress | undefined })[];
  subscribe(listener: () => void): () => void;
  fixFor(message: string): Fix | undefined;
  /** Tells that problems of the field are shown; the answer takes it back. */
  claim(field: FieldAddress, covers: boolean): () => void;
}

const NONE: readonly never[] = [];

export const EMPTY_SOURCE: FieldSource = {
  readOnly: undefined,
  problems: () => NONE,
  subscribe: () => () => undefined,
  fixFor: () => undefined,
  claim: () => () => undefined,
};

export const FieldSourceContext = createContext<FieldSource>(EMPTY_SOURCE);

/** Why nothing can be changed here; undefined when it can. */
export const useReadOnly = (): string | undefined => useContext(FieldSourceContext).readOnly;

/** Whether a field shows problems of the address: its own, and of what it holds when it `covers` that. */
export const claims = (field: FieldAddress, covers: boolean, address: FieldAddress | undefined): boolean =>
  address !== undefined &&
  (address === field || (covers && (address.startsWith(`${field}.`) || address.startsWith(`${field}[`))));
