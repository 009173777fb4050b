import type { LayerLike } from '../tfjsInternals';

/** More layers than this are not named one by one. */
const maxNames = 5;

/** What a probe could not see, said in plain sentences; each layer once. */
export class ProbeProblems {
  private readonly sentences: string[] = [];
  private readonly unread = new Map<string, Set<string>>();
  private readonly lists = new Map<string, number>();

  /** @param names of the layers in the model's table */
  constructor(private readonly names: ReadonlyMap<LayerLike, string>) {}

  /** From a layer on nothing was called; `layer` null: nothing at all. */
  endsAt({ layer, error }: { layer: LayerLike | null; error: unknown }): void {
    const from = layer ? ` from the layer ${this.nameOf(layer)} on` : '';
    this.sentences.push(`No activations${from}: ${messageOf(error)}.`);
  }
  noPreActivations(layer: LayerLike, error: unknown): void {
    this.sentences.push(`No pre-activations of ${this.nameOf(layer)}: ${messageOf(error)}.`);
  }
  unreadable(layer: LayerLike, why: string): void {
    const names = this.unread.get(why) ?? new Set();
    this.unread.set(why, names.add(this.nameOf(layer)));
  }
  /** A layer returns a list of so many tensors. */
  firstOf(layer: LayerLike, count: number): void {
    this.lists.set(this.nameOf(layer), count);
  }

  /** Empty where all could be seen. */
  get text(): string {
    return [
      ...this.sentences,
      ...[...this.unread].map(([why, names]) => `No activations of ${listed([...names])}: ${why}.`),
      ...[...this.lists]
        .slice(0, maxNames)
        .map(([name, n]) => `Of the ${n} tensors that ${name} returns, the first is shown.`),
    ].join(' ');
  }

  private nameOf(layer: LayerLike): string {
    return this.names.get(layer) ?? layer.name;
  }
}

const listed = (names: readonly string[]): string =>
  names.length > maxNames
    ? `${names.slice(0, maxNames).join(', ')} and ${names.length - maxNames} more`
    : names.join(', ');

/** The first line of what was thrown, without the full stop. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300).replace(/\.$/, '');
