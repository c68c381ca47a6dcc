import type { HandOverFormat } from '$api/types';

/** What engineers call a form: exact names, the same in every language. */
export const exact: Partial<Record<HandOverFormat, string>> = {
  pem: 'PEM, PKCS#8',
  pkcs1: 'PEM, PKCS#1',
  pem_protected: 'PEM, PKCS#8, PBES2',
  env: '.env',
};
