import { defaultRangeExtractor, elementScroll, observeElementOffset, observeElementRect, Virtualizer, type Range } from '@tanstack/virtual-core';
import { tick, untrack } from 'svelte';
import type { KeyView } from '$api/types';

/** So many rows are simply drawn. */
const few = 50;
/** Rows drawn beyond the edges of what is seen. */
const beyond = 4;
/** Height of a row that was not drawn yet, in rem: beside its columns, and in a narrow window. */
const guess = { wide: 4.25, narrow: 10 };

export type Drawn = { key: KeyView; at: number; /** Height in pixels of the rows before it that are not drawn. */ before: number };

type List = Virtualizer<HTMLElement, HTMLTableRowElement>;

/** Of a long list the rows near what is seen, and those that are to stay: the open one, and the one with the focus. */
export class Windowed {
  readonly #rows: () => KeyView[];
  readonly #staying: () => (string | null)[];
  #scroller: HTMLElement | null = null;
  #body: HTMLElement | null = null;
  /** What the library knows has changed. */
  #moved = $state(0);
  /** Height in pixels that a row is taken to have until it is drawn. */
  #guess = 0;
  /** Height in pixels of what stays at the top of what scrolls, over the rows. */
  #covered = 0;
  /** How far down in what scrolls the first row begins. */
  #top = $state(0);

  long = $derived.by(() => this.#rows().length > few);
  #idAt = $derived.by(() => {
    const rows = this.#rows();
    return (at: number) => rows[at]?.id ?? at;
  });
  /** Where the rows that stay are in the list. */
  #stays = $derived.by(() => {
    const rows = this.#rows();
    const ids = this.#staying().filter((id) => id !== null);
    return ids.length === 0 ? [] : rows.flatMap((key, at) => (ids.includes(key.id) ? [at] : []));
  });
  /** A new function whenever others stay: the library asks anew only then. */
  #range = $derived.by(() => {
    const stays = this.#stays;
    return (range: Range): number[] => {
      const near = defaultRangeExtractor(range);
      const far = stays.filter((at) => at < (near[0] ?? 0) || at > (near.at(-1) ?? -1));
      return far.length === 0 ? near : [...far, ...near].sort((a, b) => a - b);
    };
  });
  readonly #list: List;
  readonly #heights = observeSize(() => this.#measure());

  drawn = $derived.by((): Drawn[] => {
    const rows = this.#rows();
    if (!this.long) return rows.map((key, at) => ({ key, at, before: 0 }));
    void this.#moved;
    this.#list.setOptions(this.#options());
    let end = this.#top;
    return this.#list.getVirtualItems().flatMap((item) => {
      const key = rows[item.index];
      const before = item.start - end;
      end = item.end;
      return key ? [{ key, at: item.index, before }] : [];
    });
  });
  /** Height in pixels of the rows after the last one that is drawn. */
  after = $derived.by(() => {
    if (!this.long) return 0;
    const { drawn } = this; // brings the library up to date
    const last = this.#list.getVirtualItems().at(-1);
    return drawn.length === 0 || !last ? this.#list.getTotalSize() : this.#list.getTotalSize() + this.#top - last.end;
  });
  /** The first row that is seen. */
  first = $derived.by(() => {
    void this.drawn;
    return this.long ? (this.#list.range?.startIndex ?? 0) : 0;
  });

  constructor(rows: () => KeyView[], staying: () => (string | null)[]) {
    this.#rows = rows;
    this.#staying = staying;
    this.#guessHeight();
    this.#list = new Virtualizer(untrack(() => this.#options()));
    $effect(() => {
      void this.drawn;
      untrack(() => {
        this.#list._willUpdate();
        this.#measure();
      });
    });
  }

  /** Begins with the body of a table whose frame lies directly in what scrolls. */
  mount = (frame: HTMLElement) => {
    this.#scroller = frame.parentElement;
    this.#body = frame.querySelector('tbody');
    const end = this.#list._didMount();
    const endAbove = this.#watchAbove(frame);
    let width = frame.clientWidth;
    const widths = observeSize(() => {
      if (width === frame.clientWidth) return;
      width = frame.clientWidth;
      this.#measureAnew();
    }, frame);
    return () => {
      end();
      endAbove();
      widths?.disconnect();
    };
  };

  /** For each row: what is in it may get higher. */
  watched = (row: HTMLTableRowElement) => {
    this.#heights?.observe(row);
    return () => this.#heights?.unobserve(row);
  };

  /** Scrolls no further than it takes to see a row whole. */
  async show(at: number): Promise<void> {
    await tick();
    if (!this.long) return this.#body?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: 'nearest' });
    this.#covered = this.#scroller ? parseFloat(getComputedStyle(this.#scroller).scrollPaddingTop) || 0 : 0;
    this.#list.setOptions(this.#options());
    this.#list.scrollToIndex(at, { align: 'auto' });
  }

  #options() {
    return {
      count: this.#rows().length,
      enabled: this.long,
      getItemKey: this.#idAt,
      getScrollElement: () => this.#scroller,
      estimateSize: () => this.#guess,
      scrollMargin: this.#top,
      scrollPaddingStart: this.#covered,
      overscan: beyond,
      rangeExtractor: this.#range,
      initialRect: { width: 0, height: innerHeight },
      initialOffset: () => this.#scroller?.scrollTop ?? 0,
      scrollToFn: elementScroll,
      observeElementOffset,
      // Without a layout, as in tests, it is as high as the window.
      observeElementRect: (list: List, tell: (rect: { width: number; height: number }) => void) =>
        observeElementRect(list, ({ width, height }) => tell({ width, height: height || innerHeight })),
      onChange: () => untrack(() => (this.#moved += 1)),
    };
  }

  #guessHeight(): void {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    this.#guess = Math.round(rem * (innerWidth <= 45 * rem ? guess.narrow : guess.wide));
  }

  /** Rows have heights of their own. */
  #measure(): void {
    if (!this.long) return;
    for (const row of this.#body?.querySelectorAll<HTMLTableRowElement>('tr[data-index]') ?? []) {
      if (row.offsetHeight > 0) this.#list.resizeItem(Number(row.dataset.index), row.offsetHeight);
    }
  }

  /** Where the width changes, no height is what it was. */
  #measureAnew(): void {
    this.#guessHeight();
    if (!this.long) return;
    this.#list.measure();
    this.#measure();
  }

  /** Looks where the rows begin whenever something above them comes, goes or changes its height. */
  #watchAbove(frame: HTMLElement): () => void {
    const look = () => {
      const [scroller, body] = [this.#scroller, this.#body];
      if (scroller && body) this.#top = Math.round(body.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop);
    };
    look();
    const heights = observeSize(look);
    const watch = () => {
      heights?.disconnect();
      for (const part of this.#scroller?.children ?? []) if (part !== frame) heights?.observe(part);
      look();
    };
    const parts = new MutationObserver(watch);
    if (this.#scroller) parts.observe(this.#scroller, { childList: true });
    watch();
    return () => {
      heights?.disconnect();
      parts.disconnect();
    };
  }
}

function observeSize(look: () => void, ...of: Element[]): ResizeObserver | null {
  if (typeof ResizeObserver === 'undefined') return null;
  const observer = new ResizeObserver(look);
  for (const element of of) observer.observe(element);
  return observer;
}
