import { useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { FieldAddress } from '../../editor/index.ts';
import { claims, FieldSourceContext } from './field-source.ts';

/** What is wrong with a field, as texts for people. */
export interface FieldProblems {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

const NOTHING: FieldProblems = { errors: [], warnings: [] };
const SEPARATOR = '\u0000';

/** The problems at a field now; the same object until their texts change. */
const useProblemsAt = (field: FieldAddress, covers: boolean): FieldProblems => {
  const source = useContext(FieldSourceContext);
  const text = useSyncExternalStore(source.subscribe, () =>
    source
      .problems()
      .filter((problem) => claims(field, covers, problem.field))
      .map(({ severity, message }) => `${severity[0]}${message}`)
      .join(SEPARATOR),
  );
  const [kept, keep] = useState({ text: '', problems: NOTHING });
  if (kept.text === text) return kept.problems;
  const all = text === '' ? [] : [...new Set(text.split(SEPARATOR))];
  const of = (letter: string) => all.filter((each) => each[0] === letter).map((each) => each.slice(1));
  const problems = { errors: of('E'), warnings: of('W') };
  keep({ text, problems });
  return problems;
};

/**
 * What a field shows. While somebody is in it only what was wrong when they came stays, as long as it is: what is new
 * waits until they leave, since half of a word is wrong by nature.
 */
export const useFieldProblems = (field: FieldAddress, covers: boolean, isInside: boolean): FieldProblems => {
  const source = useContext(FieldSourceContext);
  useEffect(() => source.claim(field, covers), [source, field, covers]);
  const now = useProblemsAt(field, covers);
  const [atEntry, setAtEntry] = useState<FieldProblems>();
  if (!isInside && atEntry) setAtEntry(undefined);
  if (isInside && !atEntry) setAtEntry(now);
  if (!isInside || !atEntry) return now;
  return {
    errors: now.errors.filter((message) => atEntry.errors.includes(message)),
    warnings: now.warnings.filter((message) => atEntry.warnings.includes(message)),
  };
};
