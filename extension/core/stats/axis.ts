/** A drawn axis of values. `linearWidth` is c of the symmetric logarithm `sign(x)·log10(1 + |x|/c)`. */
export interface Axis {
  scale: 'linear' | 'symlog';
  min: number;
  max: number;
  bins: number;
  linearWidth: number;
}
