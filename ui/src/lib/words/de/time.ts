import { many } from './amounts';

const locale = 'de-DE';
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const longDate = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

const dayOf = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
const daysBetween = (then: Date, now: Date) => Math.round((dayOf(now) - dayOf(then)) / 86_400_000);

export const time = {
  /** "vor 2 Minuten", "heute, 09:14", "21. Nov. 2026". */
  ago(iso: string, now: Date): string {
    const then = new Date(iso);
    const passed = (now.getTime() - then.getTime()) / 1000;
    if (passed < 45 && passed > -60) return 'gerade eben';
    if (passed >= 0 && passed < 50 * 60) return `vor ${many(Math.max(1, Math.round(passed / 60)), 'Minute', 'Minuten')}`;
    const days = daysBetween(then, now);
    if (days === 0) return `heute, ${clock.format(then)}`;
    if (days === 1) return `gestern, ${clock.format(then)}`;
    return date.format(then);
  },
  day(iso: string, now: Date): string {
    const then = new Date(iso);
    const days = daysBetween(then, now);
    if (days === 0) return 'Heute';
    if (days === 1) return 'Gestern';
    return longDate.format(then);
  },
  /** "in 12 Tagen", "morgen", "vor 3 Tagen". */
  until(iso: string, now: Date): string {
    const days = daysBetween(new Date(iso), now) * -1;
    if (days === 0) return 'heute';
    if (days === 1) return 'morgen';
    if (days === -1) return 'gestern';
    return `${days > 0 ? 'in' : 'vor'} ${many(Math.abs(days), 'Tag', 'Tagen')}`;
  },
  date: (iso: string) => date.format(new Date(iso)),
  clock: (iso: string) => clock.format(new Date(iso)),
  exact: (iso: string) => `${date.format(new Date(iso))}, ${seconds.format(new Date(iso))}`,
};
