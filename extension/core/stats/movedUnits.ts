const maxUnits = 10;

/** `change`: the norm of the unit's difference over the norm of A's unit; null where that is no number. */
export interface UnitChange {
  unit: number;
  change: number | null;
}

/** The units that moved most, most first, at most 10, from sums of squares; those that did not move are left out. */
export function movedUnits(count: number, aSquares: Float64Array, differenceSquares: Float64Array): UnitChange[] {
  const most: { unit: number; ratio: number }[] = [];
  for (let unit = 0; unit < count; unit++) {
    if (differenceSquares[unit] === 0) continue;
    const quotient = differenceSquares[unit]! / aSquares[unit]!;
    // One whose change is no number comes last.
    const ratio = Number.isFinite(quotient) ? quotient : -1;
    if (most.length === maxUnits && ratio <= most.at(-1)!.ratio) continue;
    let at = most.length;
    while (at > 0 && most[at - 1]!.ratio < ratio) at--;
    most.splice(at, 0, { unit, ratio });
    if (most.length > maxUnits) most.pop();
  }
  return most.map(({ unit, ratio }) => ({ unit, change: ratio < 0 ? null : Math.sqrt(ratio) }));
}
