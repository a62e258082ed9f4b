import type { JsonObject } from '@streambed/model';
import * as Y from 'yjs';
import type { StudioContent } from './flow-document.ts';
import { FLOW_SCOPE, type FlowSnapshot, type NodeId, type ScopeId } from './flow-snapshot.ts';
import { type FlowStore, idsOf, jsonOf } from './flow-store.ts';
import { sameJson } from './y-json.ts';

const SNAP = 100;
const round = (value: number): number => Math.round(value * SNAP) / SNAP;

/** What lies beside the definition, as StudioDocument keeps it: nodes by their path. */
export const readStudioContent = (snapshot: FlowSnapshot): StudioContent => {
  const { nodes } = snapshot;
  // Maps first: paths are data, and may be called anything.
  const positions = new Map<string, readonly [number, number]>();
  const remarks = new Map<string, string>();
  // In the order of the definition, so that the same document reads the same.
  const ordered = [...snapshot.scopes.values()].flatMap((scope) => scope.nodes.map((id) => nodes.get(id)!));
  for (const { path, position, remark } of ordered) {
    if (position) positions.set(path, [round(position.x), round(position.y)]);
    if (remark !== undefined) remarks.set(path, remark);
  }
  const pathOf = (id: NodeId | undefined) => (id === undefined ? undefined : nodes.get(id)?.path);
  const notes = [...snapshot.notes.values()]
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, scope, text, tint, position, width, height, attachedTo }) => {
      const loop = scope === FLOW_SCOPE ? undefined : pathOf(scope);
      const attached = pathOf(attachedTo);
      return {
        id,
        ...(loop !== undefined && { loop }),
        text,
        tint,
        at: [round(position.x), round(position.y)] as const,
        size: [width, height] as const,
        ...(attached !== undefined && { attachedTo: attached }),
      };
    });
  const pins = new Map<string, { outputs: object; by?: string }>();
  for (const { id, path } of ordered) {
    const pin = snapshot.pins.get(id);
    if (pin) pins.set(path, { outputs: pin.outputs, ...(pin.by !== undefined && { by: pin.by }) });
  }
  return {
    version: 1,
    ...(positions.size > 0 && { positions: Object.fromEntries(positions) }),
    ...(remarks.size > 0 && { remarks: Object.fromEntries(remarks) }),
    ...(notes.length > 0 && { notes }),
    ...(snapshot.savedInputs.length > 0 && { savedInputs: snapshot.savedInputs }),
    ...(pins.size > 0 && { pins: Object.fromEntries(pins) }),
  };
};

const isPair = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));

/** The nodes by their path; of two with one path the last, as a snapshot lists them. */
const idsByPath = (store: FlowStore): Map<string, NodeId> => {
  const found = new Map<string, NodeId>();
  const visit = (scope: ScopeId, prefix: string) => {
    for (const id of idsOf(store, scope, 'nodes')) {
      const path = `${prefix}${String(jsonOf(store.nodes.get(id)!).get('name'))}`;
      found.set(path, id);
      if (store.scopes.has(id)) visit(id, `${path}/`);
    }
  };
  visit(FLOW_SCOPE, '');
  return found;
};

/** Takes over what a server kept; what is malformed, or belongs to nodes that are gone, is left out. */
export const writeStudioContent = (store: FlowStore, content: StudioContent | undefined): void => {
  if (!content) return;
  const byPath = idsByPath(store);
  for (const [path, at] of Object.entries(content.positions ?? {})) {
    const id = byPath.get(path);
    if (id !== undefined && isPair(at) && !sameJson(store.positions.get(id), at))
      store.positions.set(id, [at[0], at[1]]);
  }
  for (const [path, remark] of Object.entries(content.remarks ?? {})) {
    const id = byPath.get(path);
    if (id !== undefined && typeof remark === 'string' && store.remarks.get(id)?.toString() !== remark)
      store.remarks.set(id, new Y.Text(remark));
  }
  for (const note of content.notes ?? []) {
    if (typeof note?.id !== 'string' || store.notes.has(note.id) || !isPair(note.at) || !isPair(note.size))
      continue;
    const map = new Y.Map<unknown>();
    map.set('scope', (note.loop === undefined ? undefined : byPath.get(note.loop)) ?? FLOW_SCOPE);
    map.set('text', new Y.Text(String(note.text)));
    map.set('tint', note.tint);
    map.set('at', [note.at[0], note.at[1]]);
    map.set('size', [note.size[0], note.size[1]]);
    const attached = note.attachedTo === undefined ? undefined : byPath.get(note.attachedTo);
    if (attached !== undefined) map.set('attachedTo', attached);
    store.notes.set(note.id, map);
  }
  const known = new Set(store.savedInputs.toArray().map((input) => input.get('id')));
  for (const input of content.savedInputs ?? []) {
    if (typeof input?.id !== 'string' || known.has(input.id)) continue;
    const map = new Y.Map<unknown>();
    map.set('id', input.id);
    map.set('name', String(input.name));
    map.set('document', input.document);
    store.savedInputs.push([map]);
  }
  for (const [path, pin] of Object.entries(content.pins ?? {})) {
    const id = byPath.get(path);
    if (id !== undefined && typeof pin?.outputs === 'object' && !store.pins.has(id))
      store.pins.set(id, pin as unknown as JsonObject);
  }
};
