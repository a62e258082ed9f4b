import type { FlowStatus } from '@streambed/model/bedrock-agent';
import { StateChip, type StateTone } from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';

const TONES: Readonly<Record<FlowStatus, StateTone>> = {
  NotPrepared: 'draft',
  Preparing: 'busy',
  Prepared: 'ok',
  Failed: 'failed',
};

/** The state of a flow's draft, as every list shows it. */
export function FlowState({ status }: { readonly status: FlowStatus }) {
  return <StateChip tone={TONES[status] ?? 'draft'}>{flowMessages.states[status] ?? status}</StateChip>;
}
