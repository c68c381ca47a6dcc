// What is looked for in a scene, besides axe-core's rules. These functions run in the page; each says what it found.

/** Text that is cut off, where nothing holds the whole of it, and what scrolls sideways. */
export function cutOff() {
  const faults = new Set();
  const name = (el) => `${el.localName}${el.id ? `#${el.id}` : ''}${[...el.classList].filter((one) => !one.startsWith('svelte-')).map((one) => `.${one}`).join('')}`;
  const path = (el) => [el.parentElement?.parentElement, el.parentElement, el].filter(Boolean).map(name).join(' > ');
  const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
  const plain = (text) => text.replace(/\s+/g, ' ').trim();

  /** The whole text is on the element that cuts it, for the pointer and for screen readers. */
  const told = (el, cutter, text) => {
    for (let at = el; at; at = at.parentElement) {
      if ('mayClip' in at.dataset || plain(at.title ?? '').includes(text)) return true;
      if (at === cutter) return false;
    }
    return false;
  };

  /** The element that cuts this box off: hidden overflow on the way to the window, scrolled areas counting as themselves. */
  const cutter = (el, box) => {
    let { left, right, top, bottom } = box;
    let loose = false;
    for (let at = el; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (!(loose && style.position === 'static')) {
        loose = false;
        const edge = at.getBoundingClientRect();
        const spills = (overflow, from, to, low, high) => /hidden|clip/.test(overflow) && (from < low - 1 || to > high + 1);
        const inner = { left: edge.left + at.clientLeft, top: edge.top + at.clientTop };
        if (at !== document.documentElement && at !== document.body) {
          if (spills(style.overflowX, left, right, inner.left, inner.left + at.clientWidth) || spills(style.overflowY, top, bottom, inner.top, inner.top + at.clientHeight)) return at;
        }
        if (/auto|scroll/.test(style.overflowX)) ({ left, right } = edge);
        if (/auto|scroll/.test(style.overflowY)) ({ top, bottom } = edge);
      }
      if (style.position === 'absolute') loose = true;
      if (style.position === 'fixed') break;
    }
    // The window itself never scrolls.
    return left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1 ? document.body : null;
  };
  const shown = (el) => {
    if (!el.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    for (let at = el; at; at = at.parentElement) if (at.classList.contains('hidden-text')) return false;
    return true;
  };

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = plain(node.data);
    const el = node.parentElement;
    if (!text || /^(script|style|option|title)$/i.test(el.localName) || !shown(el)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width === 0) continue;
      const by = cutter(el, box);
      if (by && !told(el, by, text)) {
        faults.add(`cut off by ${name(by)}: “${short(text)}” in ${path(el)}`);
        break;
      }
      const button = el.closest('button, [role=button]');
      const edge = button?.getBoundingClientRect();
      if (edge && (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) {
        faults.add(`runs out of its button: “${short(text)}” in ${path(el)}`);
        break;
      }
    }
  }

  // What a box cannot show of its own words: a placeholder, the chosen entry of a list.
  const pen = document.createElement('canvas').getContext('2d');
  for (const el of document.querySelectorAll('select, input[placeholder]')) {
    if (!shown(el) || el.title) continue;
    const text = el.localName === 'select' ? (el.selectedOptions[0]?.text ?? '') : el.placeholder;
    const style = getComputedStyle(el);
    pen.font = style.font;
    const room = el.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (pen.measureText(text).width > room + 1) faults.add(`longer than its box: “${short(text)}” in ${path(el)}`);
  }

  for (const el of document.querySelectorAll('*')) {
    if (el.scrollWidth <= el.clientWidth + 1 || !/auto|scroll/.test(getComputedStyle(el).overflowX) || /^(pre|textarea)$/.test(el.localName) || !shown(el)) continue;
    faults.add(`scrolls sideways (${el.scrollWidth} in ${el.clientWidth}): ${path(el)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.add('wider than the window');
  return [...faults];
}

/** What has the focus: a name to tell it by, and what is wrong with how it shows. Null where the page has none. */
export function focused() {
  const el = document.activeElement;
  if (!el || el === document.body) return null;
  globalThis.seen ??= new Map();
  if (!globalThis.seen.has(el)) globalThis.seen.set(el, globalThis.seen.size);
  const number = globalThis.seen.get(el);
  const label = `${el.localName}${el.id ? `#${el.id}` : ''} “${(el.ariaLabel ?? el.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 40)}”`;

  const ringed = (at) => {
    const style = getComputedStyle(at);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && !/rgba\(.*, 0\)|transparent/.test(style.outlineColor) ? style : null;
  };
  let holder = el;
  for (let up = 0; holder && up < 4 && !ringed(holder); up++) holder = holder.parentElement;
  const style = holder && ringed(holder);
  if (!style) return { number, fault: `no ring around ${label}` };

  // The ring, and then the control, within all that cuts them off.
  let { left, right, top, bottom } = holder.getBoundingClientRect();
  const reach = Math.max(0, parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth)) - 1;
  const ring = { left: left - reach, right: right + reach, top: top - reach, bottom: bottom + reach };
  const box = el.getBoundingClientRect();
  ({ left, right, top, bottom } = box);
  const cut = new Set();
  const within = (edge) => {
    if (ring.left < edge.left - 0.5) cut.add('left');
    if (ring.right > edge.right + 0.5) cut.add('right');
    if (ring.top < edge.top - 0.5) cut.add('top');
    if (ring.bottom > edge.bottom + 0.5) cut.add('bottom');
    left = Math.max(left, edge.left);
    right = Math.min(right, edge.right);
    top = Math.max(top, edge.top);
    bottom = Math.min(bottom, edge.bottom);
  };
  for (let at = holder.parentElement; at && getComputedStyle(at).position !== 'fixed'; at = at.parentElement) {
    if (at === document.body || getComputedStyle(at).overflow === 'visible') continue;
    const edge = at.getBoundingClientRect();
    within({ left: edge.left + at.clientLeft, top: edge.top + at.clientTop, right: edge.left + at.clientLeft + at.clientWidth, bottom: edge.top + at.clientTop + at.clientHeight });
  }
  within({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
  if (right - left < 1 || bottom - top < 1) return { number, fault: `out of sight: ${label}` };
  const tall = box.height > innerHeight / 2;
  if (cut.size > 0 && !tall) return { number, fault: `its ring is cut off (${[...cut].join(', ')}): ${label}` };
  const top1 = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const free = top1 && (el.contains(top1) || top1.contains(el) || holder.contains(top1));
  return { number, fault: free ? null : `covered by ${top1?.localName}.${top1?.classList[0]}: ${label}` };
}

/** What still moves although less motion was asked for. */
export function moving() {
  return document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime > 50).map((one) => `moves: ${one.animationName ?? one.transitionProperty}`);
}

/** Lets what has an end come to it, and stops what has none. */
export async function still() {
  const ends = [];
  for (const one of document.getAnimations()) {
    if (one.effect.getComputedTiming().endTime === Infinity) one.cancel();
    else ends.push(one.finished);
  }
  await Promise.allSettled(ends);
}
