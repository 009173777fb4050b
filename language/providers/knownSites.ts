import type { Site } from '../../extension/protocol/model';
import { canBuild } from '../analysis/layerNames';
import { shiftStart, type TextChange } from '../analysis/shiftFacts';
import type { SourceCall, SourceFacts } from '../analysis/sourceFacts';
import type { KnownLayer } from './modelKnowledge';

/** A place in the text where layers are built. */
export interface LayerSite {
  start: number;
  calleeEnd: number;
  end: number;
  /** null: only a run knows of it: a layer class from another file, a model that is a layer of another one. */
  call: SourceCall | null;
  /** What the run built there; empty before one. */
  layers: readonly KnownLayer[];
}

/** Offset of a place given as 1-based line and column. */
export type OffsetAt = (line: number, column: number) => number;

const keyOf = ({ line, column }: Site): string => `${line}:${column}`;

/**
 * Where the places that a run names are in the present text. They are pinned while the text is the one that ran, and
 * moved by each edit after that.
 */
export class PinnedSites {
  private readonly offsets = new Map<string, number | null>();

  /** The text is the one that ran: every place is where the run says. */
  pin(sites: Iterable<Site>, offsetAt: OffsetAt): void {
    this.offsets.clear();
    for (const site of sites) this.offsets.set(keyOf(site), offsetAt(site.line, site.column));
  }

  change(change: TextChange): void {
    for (const [key, offset] of this.offsets) if (offset !== null) this.offsets.set(key, shiftStart(offset, change));
  }

  /** null where the text at that place is gone; undefined for a place that was never pinned. */
  offsetOf(site: Site): number | null | undefined {
    return this.offsets.get(keyOf(site));
  }
}

/**
 * The layer calls of a text with what a run built at each, by `start`; and places that only the run knows. Of a text that
 * changed since (`isStale`) a call gets figures only if it can have built that class.
 */
export function layerSites(
  facts: SourceFacts,
  known: readonly KnownLayer[],
  {
    pins,
    offsetAt,
    calleeEndAt,
    isStale,
  }: { pins: PinnedSites; offsetAt: OffsetAt; calleeEndAt: (offset: number) => number; isStale: boolean },
): LayerSite[] {
  const calls = facts.calls.filter(c => c.role === 'layer');
  const byCall = new Map<SourceCall, KnownLayer[]>();
  const byOffset = new Map<number, KnownLayer[]>();
  for (const entry of known) {
    const { site, className } = entry.layer;
    if (!site) continue;
    const pinned = pins.offsetOf(site);
    if (pinned === null) continue;
    const offset = pinned ?? offsetAt(site.line, site.column);
    const call = callAt(calls, offset);
    if (call) {
      if (!isStale || canBuild(call.name, className)) push(byCall, call, entry);
    } else if (!(isStale && pinned === undefined) && className !== 'InputLayer') {
      // An input layer that a model makes by itself is nobody's call.
      push(byOffset, offset, entry);
    }
  }
  const sites: LayerSite[] = calls.map(call => ({
    start: call.start,
    calleeEnd: call.calleeEnd,
    end: call.end,
    call,
    layers: byCall.get(call) ?? [],
  }));
  for (const [start, layers] of byOffset) {
    const calleeEnd = calleeEndAt(start);
    sites.push({ start, calleeEnd, end: calleeEnd, call: null, layers });
  }
  return sites.sort((a, b) => a.start - b.start);
}

/** The call whose site the offset is; else the innermost one whose callee holds it. `calls` ascend by start. */
function callAt(calls: readonly SourceCall[], offset: number): SourceCall | undefined {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (calls[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  const call = calls[low - 1];
  return call && (call.start === offset || offset < call.calleeEnd) ? call : undefined;
}

/** The site that the offset points at: the innermost whose callee holds it. */
export function siteAtCallee(sites: readonly LayerSite[], offset: number): LayerSite | undefined {
  return sites.findLast(s => s.start <= offset && offset <= s.calleeEnd);
}

/**
 * The site that a cursor means: the innermost call around it, else the nearest one that has text on the cursor's line.
 * `lineStart` and `lineEnd`: offsets of that line.
 */
export function siteAtCursor(
  sites: readonly LayerSite[],
  offset: number,
  line: { start: number; end: number },
): LayerSite | undefined {
  const around = sites.findLast(s => s.start <= offset && offset <= s.end);
  if (around) return around;
  let nearest: LayerSite | undefined;
  let least = Infinity;
  for (const site of sites) {
    if (site.start > line.end || site.end < line.start) continue;
    const distance = site.start > offset ? site.start - offset : offset - site.end;
    if (distance < least) [nearest, least] = [site, distance];
  }
  return nearest;
}

function push<K>(map: Map<K, KnownLayer[]>, key: K, entry: KnownLayer): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}
