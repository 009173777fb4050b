import type { ByteSource } from '../sources/byteSource';
import type { StoredType } from '../tensors/storedTensor';
import type { TorchType } from './torchTypes';

/** What a tensor is of the values in its storage: PyTorch leaves it to whoever reads them. */
export interface Signs {
  isNegated: boolean;
  /** Complex conjugate. */
  isConjugated: boolean;
}

const withSigns: readonly StoredType[] = ['float64', 'float32', 'float16', 'bfloat16', 'complex64', 'complex128'];
export const haveSigns = ({ stored }: TorchType): boolean => withSigns.includes(stored);

/** Little-endian values with signs turned round. What is read begins and ends with a value. */
export class FlippedSigns implements ByteSource {
  readonly size: number;
  /** Which bytes of a value hold signs that are turned round. */
  private readonly places: readonly number[];

  /** @param start where the values begin, which is position 0 here */
  constructor(
    private readonly source: ByteSource,
    private readonly start: number,
    private readonly type: TorchType,
    { isNegated, isConjugated }: Signs,
  ) {
    this.size = source.size - start;
    const { valueBytes, partBytes } = type;
    const isComplex = partBytes < valueBytes;
    const imaginary = isComplex && isNegated !== isConjugated ? [valueBytes - 1] : [];
    this.places = [...(isNegated ? [partBytes - 1] : []), ...imaginary];
  }

  read(into: Uint8Array, position: number): void {
    this.source.read(into, this.start + position);
    for (const place of this.places)
      for (let at = place; at < into.length; at += this.type.valueBytes) into[at]! ^= 0x80;
  }
}
