/** "10.000". One formatter for all: making it takes longer than using it, and a list uses many. */
export const number = new Intl.NumberFormat('de-DE').format;

/** "3 Minuten", from a number of seconds; "2 Tagen" behind a word such as "in" or "innerhalb von". */
export function span(seconds: string | number, behind: 'in' | '' = ''): string {
  const all = Math.abs(Math.round(Number(seconds)));
  if (!Number.isFinite(all)) return `${seconds} Sekunden`;
  if (all < 100) return many(all, 'Sekunde', 'Sekunden');
  if (all < 100 * 60) return many(Math.round(all / 60), 'Minute', 'Minuten');
  if (all < 48 * 3600) return many(Math.round(all / 3600), 'Stunde', 'Stunden');
  return many(Math.round(all / 86400), 'Tag', behind ? 'Tagen' : 'Tage');
}

export function many(n: number, one: string, more: string): string {
  return `${number(n)} ${n === 1 ? one : more}`;
}
