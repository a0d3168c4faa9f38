// Draws the characters of the portal's font with Chromium, for JusInfer.Portal/Content/Social/GlyphFont.cs. Run it after a change of the font or of the sizes:
// node eng/social-glyphs.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const font = readFileSync(join(root, 'wwwroot/fonts/plex-sans.woff2')).toString('base64');

const page = `<!DOCTYPE html><meta charset="utf-8"><style>@font-face { font-family: F; src: url(data:font/woff2;base64,${font}); font-weight: 400 600; }</style>
<pre id="out"></pre><script>
const characters = [...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), ...'·–’“”…×'];
function draw(style, size) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 2 * size;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const bytes = [characters.length];
  for (const character of characters) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.font = style;
    const { width, actualBoundingBoxLeft, actualBoundingBoxRight, actualBoundingBoxAscent, actualBoundingBoxDescent } = context.measureText(character);
    const left = Math.floor(-actualBoundingBoxLeft);
    const top = Math.ceil(actualBoundingBoxAscent);
    const w = character === ' ' ? 0 : Math.ceil(actualBoundingBoxRight) - left;
    const h = character === ' ' ? 0 : top + Math.ceil(actualBoundingBoxDescent);
    context.fillText(character, -left, top);
    const code = character.charCodeAt(0);
    bytes.push(code & 255, code >> 8, Math.round(width), left & 255, top & 255, w, h);
    if (w > 0) bytes.push(...context.getImageData(0, 0, w, h).data.filter((_, index) => index % 4 === 3));
  }
  return bytes;
}
Promise.all([document.fonts.load('600 64px F'), document.fonts.load('400 30px F')]).then(() => {
  const bytes = [...draw('600 64px F', 64), ...draw('400 30px F', 30)];
  document.getElementById('out').textContent = btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));
});
</script>`;

const folder = mkdtempSync(join(tmpdir(), 'jusinfer-glyphs-'));
writeFileSync(join(folder, 'page.html'), page);
const browser = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${folder}/profile`, '--virtual-time-budget=10000', '--dump-dom'];
const dom = execFileSync(browser, [...flags, `file://${folder}/page.html`], { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });
rmSync(folder, { recursive: true });
const bytes = Buffer.from(/<pre id="out">([^<]+)<\/pre>/.exec(dom)[1], 'base64');
writeFileSync(join(root, 'JusInfer.Portal/Content/Social/glyphs.bin'), brotliCompressSync(bytes));
