import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FlowDocument, FlowSnapshot, NodeId } from '../document/index.ts';
import type { Command } from './command.ts';
import type { Access, Address, BottomTab, Problem, RunSource, Samples, Selection } from './editor-state.ts';

/** What the rooms of one open editor share, beyond the document: what is selected, open, wrong and running. */
export interface EditorState {
  readonly selection: Selection;
  /** The node that keyboard commands of the canvas mean. */
  readonly focusedNode: NodeId | undefined;
  readonly openLoops: ReadonlySet<NodeId>;
  readonly bottomTab: BottomTab;
  readonly bottomOpen: boolean;
  /** A new object each time that the keyboard is to go on in the bottom panel. */
  readonly bottomFocus: object | undefined;
  readonly inspectorOpen: boolean;
  readonly paletteOpen: boolean;
  readonly leftTab: 'palette' | 'outline';
  readonly problems: readonly Problem[];
  readonly access: Access;
  /** Where a person is to be led; each request is a new object. */
  readonly goTo: Address | undefined;
  /** A node that is to be seen well while the focus stays where it is; each request is a new object. */
  readonly lookAt: { readonly node: NodeId } | undefined;
  /** What screen readers are told politely. */
  readonly announcement: string;
  /** What they are told at once: what one may not do, and what may be lost. */
  readonly alarm: string;
  /** Nodes that a search or a filter leaves bright; undefined when none is active. */
  readonly found: ReadonlySet<NodeId> | undefined;
}

export interface Editor {
  readonly flowId: string;
  readonly document: FlowDocument;
  readonly state: StoreApi<EditorState>;
  readonly run: RunSource;
  readonly samples: Samples;
  /** Every command of every room, for menus, the command bar and the keyboard. */
  readonly commands: readonly Command[];
  select(selection: Partial<Selection>): void;
  /** Selects, opens, scrolls and focuses: node, inspector, field, iteration. */
  goTo(address: Address): void;
  /** Opens the bottom panel on the tab; `withFocus` puts the cursor into it. */
  showBottom(tab: BottomTab, withFocus?: boolean): void;
  /** Tells screen readers, politely or at once. */
  announce(text: string, isUrgent?: boolean): void;
  /** A message that goes away by itself, with at most one button. */
  toast(text: string, action?: { readonly label: string; run(): void }): void;
  /** A message that is said nowhere else: it stays until it is dismissed, and can be copied. */
  notice(text: string): void;
}

export const NOTHING_SELECTED: Selection = { nodes: new Set(), connections: new Set(), notes: new Set() };

export interface EditorParts {
  readonly flowId: string;
  readonly document: FlowDocument;
  readonly run: RunSource;
  readonly samples: Samples;
  readonly commands: readonly Command[];
  readonly toast: Editor['toast'];
  /** Where it is left out, notices go away as toasts do. */
  readonly notice?: Editor['notice'];
  readonly access?: Access;
}

export const createEditor = (parts: EditorParts): Editor => {
  const state = createStore<EditorState>(() => ({
    selection: NOTHING_SELECTED,
    focusedNode: undefined,
    openLoops: new Set(),
    bottomTab: 'test',
    bottomOpen: false,
    bottomFocus: undefined,
    inspectorOpen: true,
    paletteOpen: true,
    leftTab: 'palette',
    problems: [],
    access: parts.access ?? { mode: 'edit' },
    goTo: undefined,
    lookAt: undefined,
    announcement: '',
    alarm: '',
    found: undefined,
  }));
  return {
    ...parts,
    notice: parts.notice ?? parts.toast,
    state,
    select(selection) {
      state.setState({ selection: { ...NOTHING_SELECTED, ...selection } });
    },
    goTo(address) {
      const nodes = new Set(address.node === undefined ? [] : [address.node]);
      const connections = new Set(address.connection === undefined ? [] : [address.connection]);
      state.setState({
        selection: { ...NOTHING_SELECTED, nodes, connections },
        ...(address.node !== undefined && { focusedNode: address.node }),
        inspectorOpen: true,
        goTo: { ...address },
      });
    },
    showBottom(bottomTab, withFocus = false) {
      state.setState({ bottomTab, bottomOpen: true, ...(withFocus && { bottomFocus: {} }) });
    },
    announce(text, isUrgent = false) {
      const part = isUrgent ? 'alarm' : 'announcement';
      // The same again is no change to a live region, unless it ends differently.
      state.setState((now) => ({ [part]: now[part] === text ? `${text}\u00a0` : text }));
    },
  };
};

const EditorContext = createContext<Editor | undefined>(undefined);
export const EditorProvider = EditorContext.Provider;

/** The editor around the component. Throws outside one: a mistake of ours. */
export const useEditor = (): Editor => {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('useEditor is called outside an EditorProvider');
  return editor;
};

/** A part of the editor's state; select narrowly, since every change of what is selected paints. */
export const useEditorState = <Part>(select: (state: EditorState) => Part): Part =>
  useStore(useEditor().state, select);

/** A part of the document; `select` must give the same object while nothing it reads has changed. */
export const useDocument = <Part>(select: (snapshot: FlowSnapshot) => Part): Part => {
  const { document } = useEditor();
  return useSyncExternalStore(document.subscribe, () => select(document.snapshot()));
};
