/** A bare loop over vectors: four sums at once, as V8 likes it, and the rows of the `count` largest kept, best first. */
export function bareLoop(
  vectors: Float32Array,
  dimensions: number,
  query: Float32Array,
  count: number,
): number[] {
  const scores = new Float32Array(vectors.length / dimensions);
  for (let row = 0; row < scores.length; row += 1) {
    const from = row * dimensions;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = 0; at < dimensions; at += 4) {
      a += (vectors[from + at] as number) * (query[at] as number);
      b += (vectors[from + at + 1] as number) * (query[at + 1] as number);
      c += (vectors[from + at + 2] as number) * (query[at + 2] as number);
      d += (vectors[from + at + 3] as number) * (query[at + 3] as number);
    }
    scores[row] = a + b + c + d;
  }
  const best: number[] = [];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] as number;
    if (best.length === count && score <= (scores[best[count - 1] as number] as number)) continue;
    let at = best.length;
    while (at > 0 && (scores[best[at - 1] as number] as number) < score) at -= 1;
    best.splice(at, 0, row);
    if (best.length > count) best.pop();
  }
  return best;
}
