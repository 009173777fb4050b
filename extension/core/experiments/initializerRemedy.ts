import type { Remedy, SourceEdit } from '../../protocol/finding';
import type { CandidateRun, ComparedLayer } from '../../protocol/initializers';

/** More layers than this are counted in the label, not named. */
const maxNamed = 4;

/** What has to be set for a candidate to be what the program does: layers by initializer, and the edits for them. */
export interface InitializerChange {
  layers: Map<string, string[]>;
  edits: SourceEdit[];
  /** Layers that no edit of one call can serve: their arguments are not known, or one call builds several that differ. */
  missed: string[];
}

/** The difference between a candidate and the program as it is written. */
export function initializerChange(run: CandidateRun, layers: readonly ComparedLayer[]): InitializerChange {
  const change: InitializerChange = { layers: new Map(), edits: [], missed: [] };
  const bySite = new Map<string, string>();
  const changed = layers.filter(l => {
    const wanted = run.settings[l.name];
    return l.kept === null && wanted !== undefined && wanted !== l.written;
  });
  const keyOf = ({ site }: ComparedLayer): string | null => site && `${site.file}\n${site.line}\n${site.column}`;
  // a call in a loop builds several layers: what it says holds for all of them
  const wantedAt = new Map<string, Set<string>>();
  for (const layer of layers) {
    const key = keyOf(layer);
    const wanted = run.settings[layer.name];
    if (key === null || layer.kept !== null || wanted === undefined) continue;
    wantedAt.set(key, (wantedAt.get(key) ?? new Set()).add(wanted));
  }
  for (const layer of changed) {
    const wanted = run.settings[layer.name]!;
    const key = keyOf(layer);
    if (key === null || !layer.arguments.length || wantedAt.get(key)!.size > 1) {
      change.missed.push(layer.name);
      continue;
    }
    change.layers.set(wanted, [...(change.layers.get(wanted) ?? []), layer.name]);
    if (bySite.has(key)) continue;
    bySite.set(key, wanted);
    for (const name of layer.arguments)
      change.edits.push({ kind: 'setArgument', site: layer.site!, name, value: wanted });
  }
  return change;
}

/** `Use heNormal on conv1, conv2, dense1`; null where nothing can be set. */
export function initializerRemedy({ layers, edits }: InitializerChange): Remedy | null {
  if (!edits.length) return null;
  const parts = [...layers].map(([initializer, names]) => {
    const where = names.length > maxNamed ? `${names.length} layers` : names.join(', ');
    return `${initializer} on ${where}`;
  });
  return { label: `Use ${parts.join(', ')}`, edits };
}
