/** Made-up data: how a key is handed over. */
import type { ClipboardView, EngineerSheetView, HandOverFormView, KeyView, ManagerCommandView, SnippetView } from '$api/types';
import * as data from './data';

const form = (part: Partial<HandOverFormView>): HandOverFormView => ({ format: 'pem', part: null, part_name: null, file: true, clipboard: true, ...part });

const ofPairs: HandOverFormView[] = [form({}), form({ format: 'pkcs1' }), form({ format: 'pem_protected' }), form({ format: 'env' })];
const ofParts: HandOverFormView[] = [
  form({ format: 'env' }),
  form({ format: 'part', part: 'key', part_name: 'API key', file: false }),
  form({ format: 'part', part: 'secret', part_name: 'API secret', file: false }),
];

/** Nothing can be handed over where the secret is not here. */
export const formsOf = (key: KeyView): HandOverFormView[] => (key.secret !== 'here' ? [] : key.pair ? ofPairs : ofParts);

export const copied = (label: string, seconds: number): ClipboardView => ({ label, until: new Date(Date.now() + seconds * 1000).toISOString(), end: null });

const path = '/home/admin/Handed over/reporting-bot.env';
export const commands: ManagerCommandView[] = [
  { manager: 'hashicorp_vault', text: `vault kv put -mount=secret 'keyrack/reporting-bot' env=@'${path}' && rm -- '${path}'` },
  { manager: 'openbao', text: `bao kv put -mount=secret 'keyrack/reporting-bot' env=@'${path}' && rm -- '${path}'` },
  { manager: 'aws_secrets_manager', text: `aws secretsmanager create-secret --name 'keyrack/reporting-bot' --secret-string 'file://${path}' && rm -- '${path}'` },
];

const python = `# Makes one harmless request with the key and prints the answer's status.
import base64, os, time, urllib.request
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

key_id = os.environ["EXAMPLE_KEY_ID"]
pem = os.environ["EXAMPLE_PRIVATE_KEY"].replace("\\\\n", "\\n")
key = serialization.load_pem_private_key(pem.encode(), password=None)
at = str(int(time.time() * 1000))
signature = key.sign((at + "GET/v2/me").encode(), padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH), hashes.SHA256())
`;

export const snippets: SnippetView[] = [
  { language: 'curl', file: 'check.sh', run: ['bash check.sh'], text: '#!/usr/bin/env bash\nset -eu\nat=$(date +%s)000\ncurl --fail --header "KEY: $EXAMPLE_KEY_ID" --header "TIMESTAMP: $at" https://api.example.com/v2/me\n' },
  { language: 'python', file: 'check.py', run: ['pip install cryptography', 'python3 check.py'], text: python },
  { language: 'typescript', file: 'check.ts', run: ['npx tsx check.ts'], text: 'const key = process.env.EXAMPLE_KEY_ID;\n' },
  { language: 'rust', file: 'main.rs', run: ['cargo run'], text: 'fn main() {}\n' },
];

export const engineer = (key: KeyView): EngineerSheetView => ({
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
});
