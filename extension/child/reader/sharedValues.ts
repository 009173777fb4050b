import { plainValuesOf } from '../../core/formats/tensors/plainValues';
import type { StoredTensor } from '../../core/formats/tensors/storedTensor';
import type { PlainValues } from '../../protocol/reader';
import type { Summary } from '../../protocol/summary';
import type { Partner } from './partner';

/** Values of one tensor that are summed up together. */
export interface Segment {
  tensor: StoredTensor;
  first: number;
  count: number;
}

/** 32 MB: the same whoever sums them up, so that figures do not depend on who was faster. */
const segmentValues = 2 ** 23;
/** Less is done sooner than it is asked for. */
const minShared = 2 ** 16;
const minSharedInAll = 2 ** 23;
/** So many are asked for at a time: the partner never waits for the next. */
const askedAtOnce = 2;

/** All of a tensor, segment by segment; of one without values an empty one. */
export function* segmentsOf(tensor: StoredTensor): Generator<Segment> {
  const { count } = tensor.entry;
  for (let first = 0; first === 0 || first < count; first += segmentValues)
    yield { tensor, first, count: Math.min(segmentValues, count - first) };
}

/** Segments that two threads sum up: who reads the file from the first on, its partner from the last. */
export class SharedValues {
  /** That nobody has begun, in the file's order. */
  private open: Segment[];
  private current: StoredTensor | null = null;
  private readonly asked = new Map<StoredTensor, Map<number, Promise<Summary | null>>>();

  constructor(
    tensors: readonly StoredTensor[],
    private readonly partner: Partner,
  ) {
    const plain = tensors.filter(tensor => placeOf({ tensor, first: 0, count: tensor.entry.count }));
    this.open = plain.flatMap(tensor => [...segmentsOf(tensor)]).filter(segment => segment.count >= minShared);
    if (this.open.reduce((sum, { count }) => sum + count, 0) < minSharedInAll) this.open = [];
    for (let i = 0; i < askedAtOnce; i++) this.askForLast();
  }

  /** What the partner makes, or has made, of a segment; null: it makes nothing of it, and will not. */
  take({ tensor, first }: Segment): Promise<Summary | null> | null {
    const asked = this.asked.get(tensor)?.get(first);
    if (asked) return asked;
    // what is left of one that could not be read to its end
    while (this.open[0]?.tensor === this.current && this.current !== tensor) this.open.shift();
    this.current = tensor;
    if (this.open[0]?.tensor === tensor && this.open[0].first === first) this.open.shift();
    return null;
  }

  /** Nothing more is asked for. Resolves when nothing of the file is read any more. */
  async end(): Promise<void> {
    this.open = [];
    await Promise.all([...this.asked.values()].flatMap(ofTensor => [...ofTensor.values()]));
  }

  private askForLast(): void {
    const segment = this.open.pop();
    const values = segment && placeOf(segment);
    if (!values) return;
    const { tensor, first } = segment;
    const ofTensor = this.asked.get(tensor) ?? new Map<number, Promise<Summary | null>>();
    const summary = this.partner.sum(values);
    this.asked.set(tensor, ofTensor.set(first, summary));
    void summary.then(() => this.askForLast());
  }
}

function placeOf({ tensor, first, count }: Segment): PlainValues | null {
  try {
    return plainValuesOf(tensor, first, count);
  } catch {
    // who reads it says why it cannot be opened
    return null;
  }
}
