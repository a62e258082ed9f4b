import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import type { BranchPlace, InputPlace, OutputPlace } from './flow-edit.ts';
import type { ConnectionId, FlowSnapshot, NodeId } from './flow-snapshot.ts';

/** What would come of connecting two places: decided once, shown by canvas, keyboard list and inspector alike. */
export type ConnectOutcome =
  /** `says` is what the line's end shows: "→ Summarize.text", "new input `genre`", "replaces Input.document". */
  | {
      readonly kind: 'connects';
      readonly to: InputPlace;
      readonly says: string;
      readonly replaces?: ConnectionId;
    }
  | {
      readonly kind: 'newInput';
      readonly node: NodeId;
      readonly name: string;
      readonly type: FlowNodeIODataType;
      readonly says: string;
    }
  | {
      readonly kind: 'chooseInput';
      readonly node: NodeId;
      readonly inputs: readonly string[];
      readonly says: string;
    }
  /** Object or Array into a scalar: connects, and a member is to be picked for the expression. */
  | {
      readonly kind: 'pickMember';
      readonly to: InputPlace;
      readonly says: string;
      readonly replaces?: ConnectionId;
    }
  | { readonly kind: 'branch'; readonly target: NodeId; readonly says: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly remedies: readonly Remedy[] };

/** A way out of a refusal, offered as a button. */
export type Remedy =
  | {
      readonly kind: 'setInputType';
      readonly to: InputPlace;
      readonly type: FlowNodeIODataType;
      readonly says: string;
    }
  | {
      readonly kind: 'insertInlineCode';
      readonly from: OutputPlace;
      readonly to: InputPlace;
      readonly says: string;
    };

/** `to` is an input, or a node's body. The same words as validation where validation would refuse. */
export type ConnectOutcomeOf = (
  snapshot: FlowSnapshot,
  from: OutputPlace | BranchPlace,
  to: InputPlace | NodeId,
) => ConnectOutcome;
