import type { KeyView } from '$api/types';
import { words } from '$lib/words';

const plain = /^[\x20-\x7e]+$/;

/** What has to be typed before something ends for good, and how it is asked for. */
export type Expected = { text: string; ask: string };

/** What has to be typed to retire a key: its label, or the end of its ID where the label is long or not plain text. */
export function confirmationOf(key: Pick<KeyView, 'label' | 'remote_id'>): { text: string; whole: boolean } {
  const typable = key.label.length <= 24 && plain.test(key.label);
  return typable || !key.remote_id ? { text: key.label, whole: true } : { text: key.remote_id.slice(-4), whole: false };
}

export function askFor(key: Pick<KeyView, 'label' | 'remote_id'>): Expected {
  const { text, whole } = confirmationOf(key);
  return { text, ask: whole ? words.stop.typeLabel : words.stop.typeLast };
}

export function confirms(typed: string, expected: Expected): boolean {
  return typed.trim() === expected.text;
}
