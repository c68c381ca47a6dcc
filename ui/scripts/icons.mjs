// Draws every icon in icons/ anew from its SVG files: `npm run icons`.
// The three smallest sizes have drawings of their own, on whole pixels: the large one would be a blur there.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const icons = fileURLToPath(new URL('../../icons/', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'icons-'));
const sizes = [16, 24, 32, 48, 64, 128, 256, 512];

function tauriIcon(drawing, ...more) {
  execFileSync('npx', ['tauri', 'icon', join(icons, drawing), '--output', out, ...more], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const png = (size) => join(icons, `${size}x${size}.png`);

/** The form of Windows: a head, an entry for each picture, and the pictures as they are. */
function ico(sizes) {
  const pictures = sizes.map((size) => readFileSync(png(size)));
  const head = Buffer.from([0, 0, 1, 0, sizes.length, 0]);
  let at = head.length + 16 * sizes.length;
  const entries = pictures.map((picture, n) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt8(sizes[n] % 256, 0); // 0 stands for 256
    entry.writeUInt8(sizes[n] % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(picture.length, 8);
    entry.writeUInt32LE(at, 12);
    at += picture.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...pictures]);
}

try {
  tauriIcon('icon.svg');
  cpSync(join(out, 'icon.icns'), join(icons, 'icon.icns'));
  for (const size of sizes) {
    const own = `icon-${size}.svg`;
    tauriIcon(existsSync(join(icons, own)) ? own : 'icon.svg', '--png', String(size));
    cpSync(join(out, `${size}x${size}.png`), png(size));
  }
  writeFileSync(join(icons, 'icon.ico'), ico([32, 16, 24, 48, 64, 256])); // the first is shown during development
} finally {
  rmSync(out, { recursive: true });
}
