const dayMs = 86_400_000;
const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** `13:40` for today, `24 Nov 13:40` for another day, with the year where it is another one. Local time. */
export function formatTimeOfDay(timeMs: number, nowMs = Date.now()): string {
  const time = new Date(timeMs);
  const now = new Date(nowMs);
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return clock;
  const day = `${time.getDate()} ${time.toLocaleString('en-US', { month: 'short' })}`;
  return time.getFullYear() === now.getFullYear() ? `${day} ${clock}` : `${day} ${time.getFullYear()} ${clock}`;
}

/** `just now`, `12 min ago`, `3 h ago`, `1 day ago`, `5 days ago`. */
export function formatAge(timeMs: number, nowMs = Date.now()): string {
  const ageMs = Math.max(0, nowMs - timeMs);
  if (ageMs < 60_000) return 'just now';
  if (ageMs < 3_600_000) return `${Math.floor(ageMs / 60_000)} min ago`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / 3_600_000)} h ago`;
  const days = Math.floor(ageMs / dayMs);
  return days === 1 ? '1 day ago' : `${days.toLocaleString('en-US')} days ago`;
}
