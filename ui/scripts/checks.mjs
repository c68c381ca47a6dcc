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
    // For screen readers alone.
    for (let at = el; at; at = at.parentElement) if (getComputedStyle(at).clipPath === 'inset(50%)') return false;
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

/** Gives the focus to everything that Tab reaches, and says where it then cannot be seen. Tab was pressed once before. */
export async function unseenFocus() {
  const faults = new Set();
  const ringOf = (at) => {
    const style = getComputedStyle(at);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && !/^rgba\(.*, 0\)$/.test(style.outlineColor) ? style : null;
  };

  /** What is wrong with how the focus shows on this element, or null. */
  const faultOf = (el) => {
    // The ring may be drawn around a box that holds the control.
    let holder = el;
    for (let up = 0; holder && up < 4 && !ringOf(holder); up++) holder = holder.parentElement;
    const style = holder && ringOf(holder);
    if (!style) return 'no ring';
    const reach = Math.max(0, parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth));
    const around = holder.getBoundingClientRect();
    const box = el.getBoundingClientRect();
    let { left, right, top, bottom } = box;
    const cut = new Set();
    const within = (edge) => {
      if (around.left - reach < edge.left - 1) cut.add('left');
      if (around.right + reach > edge.right + 1) cut.add('right');
      if (around.top - reach < edge.top - 1) cut.add('top');
      if (around.bottom + reach > edge.bottom + 1) cut.add('bottom');
      left = Math.max(left, edge.left);
      right = Math.min(right, edge.right);
      top = Math.max(top, edge.top);
      bottom = Math.min(bottom, edge.bottom);
    };
    if (getComputedStyle(holder).position !== 'fixed') {
      for (let at = holder.parentElement; at && at !== document.body; at = at.parentElement) {
        const { overflow, position } = getComputedStyle(at);
        const edge = at.getBoundingClientRect();
        const inner = { left: edge.left + at.clientLeft, top: edge.top + at.clientTop };
        if (overflow !== 'visible') within({ ...inner, right: inner.left + at.clientWidth, bottom: inner.top + at.clientHeight });
        if (position === 'fixed') break;
      }
    }
    within({ left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    if (right - left < 1 || bottom - top < 1) return 'out of sight';
    // What is larger than its surroundings cannot show all of its ring.
    if (cut.size > 0 && box.height < innerHeight / 2) return `its ring is cut off (${[...cut].join(', ')})`;
    const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return above && (holder.contains(above) || above.contains(el)) ? null : `covered by ${above?.localName}.${above?.classList[0]}`;
  };

  const area = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
  let taken = 0;
  for (const el of area.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')) {
    if (el.tabIndex < 0 || el.disabled || !el.checkVisibility() || (el.type === 'radio' && !el.checked)) continue;
    el.focus();
    if (document.activeElement !== el) continue;
    taken += 1;
    // What shows itself only with the focus may need a moment, and a ring may grow.
    if (faultOf(el)) {
      await new Promise((done) => requestAnimationFrame(done));
      for (const one of el.getAnimations()) one.finish();
    }
    const found = faultOf(el);
    const label = el.ariaLabel ?? el.labels?.[0]?.textContent ?? el.textContent ?? '';
    if (found) faults.add(`${found}: ${el.localName}${el.id ? `#${el.id}` : ''} “${label.replace(/\s+/g, ' ').trim().slice(0, 40)}”`);
  }
  if (taken === 0) faults.add('nothing takes the focus');
  return [...faults];
}

/** What still moves although less motion was asked for. */
export function moving() {
  return document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime > 50).map((one) => `moves: ${one.animationName ?? one.transitionProperty}`);
}

/** Ends what has an end, and stops what has none. Other colours are taken up with the next frame. */
export async function still(recoloured) {
  if (recoloured) await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const one of document.getAnimations()) {
    if (one.effect.getComputedTiming().endTime === Infinity) one.cancel();
    else one.finish();
  }
}
