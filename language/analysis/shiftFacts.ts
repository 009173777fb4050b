import type { SourceCall, SourceFacts } from './sourceFacts';

/** `removed` code units from `offset` on were replaced by `inserted` others. */
export interface TextChange {
  offset: number;
  removed: number;
  inserted: number;
}

/** Where a place that something starts at is after the change; null where its text is gone. Text typed before it pushes it on. */
export function shiftStart(offset: number, change: TextChange): number | null {
  if (offset < change.offset) return offset;
  if (offset >= change.offset + change.removed) return offset + change.inserted - change.removed;
  return offset === change.offset && change.inserted > 0 ? offset : null;
}

/** Where an end, exclusive, is after the change. Text typed right after it does not belong to it. */
export function shiftEnd(offset: number, change: TextChange): number {
  if (offset <= change.offset) return offset;
  if (offset >= change.offset + change.removed) return offset + change.inserted - change.removed;
  return change.offset + change.inserted;
}

/** The facts at their places after the change, until the new text has been analysed. Calls whose start is gone are left out. */
export function shiftFacts(facts: SourceFacts, change: TextChange): SourceFacts {
  if (change.inserted === change.removed && change.removed === 0) return facts;
  const calls: SourceCall[] = [];
  for (const call of facts.calls) {
    const start = shiftStart(call.start, change);
    const calleeEnd = shiftEnd(call.calleeEnd, change);
    if (start === null || calleeEnd <= start) continue;
    calls.push({ ...call, start, calleeEnd, end: shiftEnd(call.end, change) });
  }
  const relativeImports = facts.relativeImports.flatMap(m => {
    const start = shiftStart(m.start, change);
    return start === null ? [] : [{ ...m, start }];
  });
  return { ...facts, calls, relativeImports };
}
