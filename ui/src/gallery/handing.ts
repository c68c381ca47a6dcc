/** Made-up data: how a key is handed over. */
import type { ClipboardView, EngineerSheetView, HandOverFormView, SnippetView } from '$api/types';
import * as data from './data';

const form = (part: Partial<HandOverFormView>): HandOverFormView => ({ format: 'pem', part: null, part_name: null, file: true, clipboard: true, ...part });

export const forms: HandOverFormView[] = [form({}), form({ format: 'pkcs1' }), form({ format: 'pem_protected' }), form({ format: 'env' })];
export const formsOfParts: HandOverFormView[] = [
  form({ format: 'env' }),
  form({ format: 'part', part: 'key', part_name: 'API key', file: false }),
  form({ format: 'part', part: 'secret', part_name: 'API secret', file: false }),
];

export const copied = (): ClipboardView => ({ label: 'reporting-bot', until: new Date(Date.now() + 30_000).toISOString(), end: null });

export const snippets: SnippetView[] = [
  { language: 'curl', file: 'check.sh', run: ['bash check.sh'], text: 'curl --fail --header "Authorization: Bearer $API_KEY" https://api.example.com/me\n' },
  { language: 'python', file: 'check.py', run: ['python3 check.py'], text: 'import os\n' },
  { language: 'typescript', file: 'check.ts', run: ['npx tsx check.ts'], text: 'const key = process.env.API_KEY;\n' },
  { language: 'rust', file: 'main.rs', run: ['cargo run'], text: 'fn main() {}\n' },
];

export const engineer = (id: string): EngineerSheetView => {
  const key = data.key({ id });
  return {
    made_at: data.ago(0),
    key,
    environment: key.environment,
    address: 'https://api.example.com/v2',
    permissions: key.permissions,
    names: [
      { name: 'EXAMPLE_KEY_ID', holds: 'key_id', part_name: null, value: key.remote_id },
      { name: 'EXAMPLE_PRIVATE_KEY', holds: 'secret_half', part_name: null, value: null },
    ],
    headers: ['KEY: the key ID', 'TIMESTAMP: milliseconds since 1970', 'SIGNATURE: RSA-PSS over time, method and path'],
    documentation: 'https://docs.example.com/api-keys',
  };
};
