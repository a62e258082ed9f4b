/*
 * Dot products of one vector with very many, in bytes: the one loop of a search that must be fast. V8 makes no SIMD
 * code of JavaScript, and a loop over 100,000 vectors of 384 numbers takes it 30 ms, over floats or bytes alike; so
 * this loop is WebAssembly, small enough to be written down here, instruction by instruction.
 */

/** Bytes that the loop reads at a time: vectors fill up whole ones of these. */
export const LANES = 16;

/** Where the exported function finds its arguments, in bytes from the beginning of the memory. */
type Scan = (query: number, vectors: number, products: number, count: number, stride: number) => void;

/** Memory that the loop reads and writes; its `buffer` is another one after it has grown. */
export interface LoopMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KiB. Throws RangeError when there is no room. */
  grow(pages: number): number;
}

/** As far as it is used here: the types of Node.js have none of it without those of browsers. */
interface WebAssemblyNamespace {
  readonly Memory: new (size: { readonly initial: number }) => LoopMemory;
  readonly Module: new (program: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly own: { readonly memory: LoopMemory } },
  ) => { readonly exports: { readonly scan: Scan } };
}
const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyNamespace })
  .WebAssembly;

/* Instructions (https://webassembly.github.io/spec/core/binary/instructions.html). */
const BLOCK_VOID = 0x40;
const loop = [0x03, BLOCK_VOID];
const end = [0x0b];
const branchIf = (depth: number) => [0x0d, depth];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
/** Below 64, so that it is one byte of signed LEB128. */
const i32 = (value: number) => [0x41, value];
const i32Add = [0x6a];
const i32Sub = [0x6b];
const i32LessUnsigned = [0x49];
const i32Store = [0x36, 2, 0];
const simd = (...code: number[]) => [0xfd, ...code];
const load = (offset: number) => simd(0x00, 0, offset);
const zeros = simd(0x0c, ...new Array<number>(16).fill(0));
const extendLow = simd(0x87, 0x01);
const extendHigh = simd(0x88, 0x01);
/** Products of eight pairs of 16-bit numbers, two and two added. */
const dotPairs = simd(0xba, 0x01);
const addLanes = simd(0xae, 0x01);
const lane = (index: number) => simd(0x1b, index);

const I32 = 0x7f;
const V128 = 0x7b;
const [query, vectors, products, count, stride, low, high, bytes, at, vectorEnd] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;

/** low += bytes[0..8] · query[0..8], high += bytes[8..16] · query[8..16]; then on to the next 16. */
const step = [
  ...[...get(vectors), ...load(0), ...set(bytes)],
  ...[
    ...get(low),
    ...get(bytes),
    ...extendLow,
    ...get(at),
    ...load(0),
    ...dotPairs,
    ...addLanes,
    ...set(low),
  ],
  ...[
    ...get(high),
    ...get(bytes),
    ...extendHigh,
    ...get(at),
    ...load(16),
    ...dotPairs,
    ...addLanes,
    ...set(high),
  ],
  ...[...get(at), ...i32(32), ...i32Add, ...set(at)],
  ...[...get(vectors), ...i32(16), ...i32Add, ...tee(vectors), ...get(vectorEnd), ...i32LessUnsigned],
];

const body = [
  ...loop,
  ...[...zeros, ...tee(low), ...set(high), ...get(query), ...set(at)],
  ...[...get(vectors), ...get(stride), ...i32Add, ...set(vectorEnd)],
  ...[...loop, ...step, ...branchIf(0), ...end],
  ...[...get(products), ...get(low), ...get(high), ...addLanes, ...tee(low), ...lane(0)],
  ...[...get(low), ...lane(1), ...i32Add, ...get(low), ...lane(2), ...i32Add],
  ...[...get(low), ...lane(3), ...i32Add, ...i32Store],
  ...[...get(products), ...i32(4), ...i32Add, ...set(products)],
  ...[...get(count), ...i32(1), ...i32Sub, ...tee(count), ...branchIf(0)],
  ...end,
  ...end,
];

const size = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, value >> 7]);
const text = (value: string) => [value.length, ...new TextEncoder().encode(value)];
const section = (id: number, content: readonly number[]) => [id, ...size(content.length), ...content];
const localTypes = [3, 2, V128, 1, V128, 2, I32];
const code = [...localTypes, ...body];

const program = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]),
  ...section(2, [1, ...text('own'), ...text('memory'), 0x02, 0x00, 0]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...text('scan'), 0x00, 0]),
  ...section(10, [1, ...size(code.length), ...code]),
]);

let compiled: object | undefined;

/** New memory of so many pages of 64 KiB, all zero. */
export const loopMemory = (pages: number): LoopMemory => new Memory({ initial: pages });

/**
 * The dot products of `count` vectors of signed bytes that lie one after the other in the memory, each `stride` bytes
 * (a multiple of LANES), with one query of as many signed 16-bit numbers; each a signed 32-bit number. The memory may grow between calls.
 */
export function dotProductsIn(memory: LoopMemory): Scan {
  compiled ??= new Module(program);
  const { scan } = new Instance(compiled, { own: { memory } }).exports;
  return (from, first, into, many, bytesEach) => {
    if (many > 0) scan(from, first, into, many, bytesEach);
  };
}
