/** The same direction at length 1; a vector of zeros stays one. One that a model gave at length 1 stays as it is. */
export const ofUnitLength = (vector: Float32Array): Float32Array => {
  let squares = 0;
  // By index: an iterator takes several times as long, and every vector comes by here.
  for (let at = 0; at < vector.length; at++) squares += vector[at]! * vector[at]!;
  const length = Math.sqrt(squares);
  return length === 0 || Math.abs(length - 1) < 1e-6 ? vector : vector.map((value) => value / length);
};

/**
 * What is left of a vector whose values have one bit each, at length 1: on which side of zero each of them lies. The
 * cosine of two such vectors falls with the number of bits in which they differ, as the Hamming distance grows.
 */
export const ofSigns = (vector: Float32Array): Float32Array => {
  const side = 1 / Math.sqrt(vector.length);
  return vector.map((value) => (value > 0 ? side : -side));
};
