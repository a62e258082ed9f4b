import type { NodeId } from '../../document/index.ts';
import type { Rectangle } from '../geometry/rectangle.ts';

/**
 * Where every card is just now, in the whole flow's coordinates: as arranged, and, while one is dragged, under the
 * pointer. Lines and regions listen to the nodes they belong to; nothing else learns of a drag.
 */
export interface Places {
  get(id: NodeId): Rectangle | undefined;
  all(): ReadonlyMap<NodeId, Rectangle>;
  /** Replaces everything; tells those whose place differs. Answers whether there were any. */
  reset(rectangles: ReadonlyMap<NodeId, Rectangle>): boolean;
  move(rectangles: Iterable<readonly [NodeId, Rectangle]>): void;
  subscribe(listener: (moved: ReadonlySet<NodeId>) => void): () => void;
}

export const createPlaces = (): Places => {
  let places = new Map<NodeId, Rectangle>();
  const listeners = new Set<(moved: ReadonlySet<NodeId>) => void>();
  const tell = (moved: ReadonlySet<NodeId>) => {
    if (moved.size > 0) for (const listener of listeners) listener(moved);
  };
  return {
    get: (id) => places.get(id),
    all: () => places,
    reset(rectangles) {
      const moved = new Set<NodeId>();
      for (const [id, rectangle] of rectangles) if (!isSame(rectangle, places.get(id))) moved.add(id);
      for (const id of places.keys()) if (!rectangles.has(id)) moved.add(id);
      if (moved.size === 0) return false;
      places = new Map(rectangles);
      tell(moved);
      return true;
    },
    move(rectangles) {
      const moved = new Set<NodeId>();
      for (const [id, rectangle] of rectangles) {
        if (isSame(rectangle, places.get(id))) continue;
        places.set(id, rectangle);
        moved.add(id);
      }
      tell(moved);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

const isSame = (a: Rectangle, b: Rectangle | undefined): boolean =>
  b !== undefined && a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
