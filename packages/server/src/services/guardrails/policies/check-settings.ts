import type { GuardrailContentSource } from '@streambed/model/bedrock-runtime';

/** The members that topics and content filters share: what to do with what was found, and where to look at all. */
export interface DirectedSettings {
  readonly inputAction?: 'BLOCK' | 'NONE';
  readonly outputAction?: 'BLOCK' | 'NONE';
  readonly inputEnabled?: boolean;
  readonly outputEnabled?: boolean;
}

/** Whether texts from `source` are looked at; absent means enabled (services-data.md section 1). */
export const isEnabled = (settings: DirectedSettings, source: GuardrailContentSource): boolean =>
  (source === 'INPUT' ? settings.inputEnabled : settings.outputEnabled) !== false;

/** What becomes of a text from `source` in which something was found; absent means BLOCK. NONE only reports. */
export const actionFor = (settings: DirectedSettings, source: GuardrailContentSource): 'BLOCKED' | 'NONE' =>
  (source === 'INPUT' ? settings.inputAction : settings.outputAction) === 'NONE' ? 'NONE' : 'BLOCKED';

/** `PolicyResult.decidedBy` where no judge is configured. */
export const LEXICAL_SCORER = 'the built-in lexical scorer';
