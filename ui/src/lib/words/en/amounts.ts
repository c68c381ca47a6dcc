/** "10,000". One formatter for all: making it takes longer than using it, and a list uses many. */
export const number = new Intl.NumberFormat('en-GB').format;

/** "3 minutes", from a number of seconds. */
export function span(seconds: string | number): string {
  const all = Math.abs(Math.round(Number(seconds)));
  if (!Number.isFinite(all)) return `${seconds} seconds`;
  if (all < 100) return many(all, 'second', 'seconds');
  if (all < 100 * 60) return many(Math.round(all / 60), 'minute', 'minutes');
  if (all < 48 * 3600) return many(Math.round(all / 3600), 'hour', 'hours');
  return many(Math.round(all / 86400), 'day', 'days');
}

export function many(n: number, one: string, more: string): string {
  return `${number(n)} ${n === 1 ? one : more}`;
}
