import type { ApiError, Code } from './types';

/** A code of the core, or the one thing the core cannot say: that it did not answer as agreed. */
export type ScreenCode = Code | 'unexpected';

export type Problem = Omit<ApiError, 'code'> & { code: ScreenCode };

/** Whatever a command was refused with, as something that has words. */
export function problemOf(thrown: unknown): Problem {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    const error = thrown as Problem;
    return { code: error.code, params: error.params ?? {}, details: error.details ?? null };
  }
  const details = thrown instanceof Error ? thrown.message : typeof thrown === 'string' ? thrown : null;
  return { code: 'unexpected', params: {}, details };
}
