const dayMs = 86_400_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** `13:40` for today, `24 Nov 13:40` for another day, with the year where it is another one. Local time. */
export function formatTimeOfDay(timeMs: number, nowMs = Date.now()): string {
  const time = new Date(timeMs);
  // a run folder may say anything
  if (Number.isNaN(time.getTime())) return 'unknown time';
  const now = new Date(nowMs);
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return clock;
  const day = `${time.getDate()} ${months[time.getMonth()]}`;
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
