import type { SourceCall, SourceFacts } from '../analysis/sourceFacts';
import type { LayerSite } from './knownSites';
import { hasHealth } from './layerText';

/** Which kinds of lens the settings allow. */
export interface LensKinds {
  inspect: boolean;
  shape: boolean;
  health: boolean;
  train: boolean;
}
/** A lens without its text: all that has to be known before one is on screen. */
export type PlannedLens =
  | { kind: 'inspect' | 'health'; start: number; end: number; site: LayerSite }
  | { kind: 'model'; start: number; end: number }
  /** `text`: what was found at the compile's or fit's call. */
  | { kind: 'findings'; start: number; end: number; text: string }
  | { kind: 'train' | 'trainInspect' | 'trainInitializers'; start: number; end: number };

/**
 * The lenses of a text, in order. Above each layer call Inspect layer with its figures, then health once it is known; above
 * a model what `hasModelText` has to say of it; above each call that trains, Train model, Inspect model and Compare initializers; above a
 * call that compiles or trains, what `findingsText` says that was found there.
 */
export function planLenses(
  facts: SourceFacts,
  sites: readonly LayerSite[],
  kinds: LensKinds,
  hasModelText: (start: number) => boolean,
  findingsText: (call: SourceCall) => string,
): PlannedLens[] {
  const lenses: PlannedLens[] = [];
  for (const site of sites) {
    // A model inside a model: its totals say the same.
    if (site.call === null && hasModelText(site.start)) continue;
    const place = { start: site.start, end: site.calleeEnd };
    if (kinds.inspect || (kinds.shape && site.layers.length > 0)) lenses.push({ kind: 'inspect', ...place, site });
    if (kinds.health && site.layers.some(hasHealth)) lenses.push({ kind: 'health', ...place, site });
  }
  for (const call of facts.calls) {
    const { role, start, calleeEnd } = call;
    if (role === 'model' && (kinds.shape || kinds.health) && hasModelText(start))
      lenses.push({ kind: 'model', start, end: calleeEnd });
    if (role === 'train' && kinds.train)
      for (const kind of ['train', 'trainInspect', 'trainInitializers'] as const)
        lenses.push({ kind, start, end: calleeEnd });
    const text = kinds.health && (role === 'compile' || role === 'train') ? findingsText(call) : '';
    if (text) lenses.push({ kind: 'findings', start, end: calleeEnd, text });
  }
  return lenses.sort((a, b) => a.start - b.start);
}
