import type { GuardrailSensitiveInformationAction } from '@streambed/model/bedrock';
import type { GuardrailPiiEntityType } from '@streambed/model/bedrock-runtime';
import type { Steps } from '../../../turns.ts';
import { addresses } from './detectors/addresses.ts';
import { age } from './detectors/age.ts';
import { banks } from './detectors/banks.ts';
import { canada } from './detectors/canada.ts';
import { cards } from './detectors/cards.ts';
import { contact } from './detectors/contact.ts';
import { credentials } from './detectors/credentials.ts';
import { names } from './detectors/names.ts';
import { network } from './detectors/network.ts';
import { phones } from './detectors/phones.ts';
import { unitedKingdom } from './detectors/united-kingdom.ts';
import { unitedStates } from './detectors/united-states.ts';
import { vehicles } from './detectors/vehicles.ts';
import type { Detector, Finding } from './finding.ts';
import { Labels } from './labels.ts';
import type { NameLibrary } from './name-library.ts';
import { plainText } from './plain-text.ts';
import { resolveOverlaps } from './precedence.ts';
import { scan } from './scan.ts';

const DETECTORS: readonly Detector[] = [
  cards,
  banks,
  unitedStates,
  unitedKingdom,
  canada,
  vehicles,
  network,
  credentials,
  contact,
  phones,
  age,
  addresses,
];

export interface PiiFinding extends Finding {
  readonly action: GuardrailSensitiveInformationAction;
}

/** Finds the configured types in a text, without overlaps, in the order of their starts. */
export type PiiSearch = (text: string) => Steps<PiiFinding[]>;

/** Compiles a search for some types; `library` must be there when NAME is among them. */
export function createPiiSearch(
  actions: ReadonlyMap<GuardrailPiiEntityType, GuardrailSensitiveInformationAction>,
  library: NameLibrary | undefined,
): PiiSearch {
  const all = library ? [...DETECTORS, names(library)] : DETECTORS;
  const detectors = all.filter((detector) => detector.types.some((type) => actions.has(type)));
  return function* (source) {
    const { text, origins } = plainText(source);
    yield;
    const scanned = scan(text);
    yield;
    const labels = new Labels(scanned);
    yield;
    const findings: PiiFinding[] = [];
    for (const detector of detectors) {
      const steps = detector.detect(scanned, labels, (type, start, end) => {
        const action = actions.get(type);
        if (action) findings.push({ type, start, end, action });
      });
      if (steps) yield* steps;
      yield;
    }
    const resolved = findings.length > 1 ? resolveOverlaps(findings) : findings;
    if (!origins) return resolved;
    return resolved.map((finding) => ({
      ...finding,
      start: origins[finding.start] as number,
      end: (origins[finding.end - 1] as number) + 1,
    }));
  };
}
