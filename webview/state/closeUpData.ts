import type { PicturesAt, UnitsAt } from '../../extension/protocol/closeUp';
import type { PanelResults } from '../../extension/protocol/panel';
import type { HostChannel } from '../host/hostChannel';
import type { Loaded } from './runData';

/** Which layer, and when. */
export interface CloseUpOf {
  fit: number;
  model: string;
  layer: string;
  step: number;
}
const maxKept = 24;

/** Units and pictures of layers, asked from the host when they are first needed, the latest kept. */
export class CloseUpData {
  private readonly kept = new Map<string, Loaded<UnitsAt | PicturesAt>>();

  constructor(
    private readonly channel: HostChannel,
    private readonly onDidArrive: () => void,
  ) {}

  /** Of the step, or of one near it that is kept; null while it is on its way, and where there are none. */
  units(key: string, of: CloseUpOf): Loaded<UnitsAt> {
    return this.get('units', key, of);
  }
  pictures(key: string, of: CloseUpOf): Loaded<PicturesAt> {
    return this.get('pictures', key, of);
  }

  /** What is known of a run is asked for again. */
  forget(key: string): void {
    for (const id of [...this.kept.keys()]) if ((JSON.parse(id) as unknown[])[1] === key) this.kept.delete(id);
  }

  private get<N extends 'units' | 'pictures'>(
    name: N,
    key: string,
    { fit, model, layer, step }: CloseUpOf,
  ): Loaded<NonNullable<PanelResults[N]>> {
    type Value = NonNullable<PanelResults[N]>;
    const id = JSON.stringify([name, key, fit, model, layer, step]);
    const known = this.kept.get(id) as Loaded<Value> | undefined;
    if (known) {
      // The order of the map is that of use.
      this.kept.delete(id);
      this.kept.set(id, known);
      return known;
    }
    const loaded: Loaded<Value> = { value: null, error: null, isLoading: true };
    this.kept.set(id, loaded);
    while (this.kept.size > maxKept) this.kept.delete(this.kept.keys().next().value!);
    void this.channel.request(name, { key, fit, model, layer, step } as never).then(
      value => this.settle(loaded, { value: (value as Value | null) ?? null, error: null }),
      (error: unknown) => this.settle(loaded, { value: null, error: error as Error }),
    );
    return loaded;
  }

  private settle<T>(loaded: Loaded<T>, result: Pick<Loaded<T>, 'value' | 'error'>): void {
    Object.assign(loaded, result, { isLoading: false });
    this.onDidArrive();
  }
}
