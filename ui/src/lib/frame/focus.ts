/**
 * Whoever works by keyboard keeps their place: where what has the focus is taken off the screen, and nobody says where
 * the focus goes, the heading nearest to it takes it. Gives back how to end this.
 */
export function keepFocus(): () => void {
  /** What has the focus, and everything around it. */
  let trail: Element[] = [];

  function remember({ target }: FocusEvent): void {
    trail = [];
    // It brings its first line into sight by itself, and not the rest.
    if (target instanceof HTMLTextAreaElement) target.scrollIntoView({ block: 'nearest' });
    for (let at = target instanceof Element ? target : null; at; at = at.parentElement) trail.push(at);
  }

  function rescue(): void {
    if (trail.length === 0 || trail[0]?.isConnected) return;
    const left = trail;
    trail = [];
    // Whoever took it off the screen comes first.
    requestAnimationFrame(() => {
      if (document.activeElement === null || document.activeElement === document.body) focusHeadingOf(left);
    });
  }

  const changes = new MutationObserver(rescue);
  changes.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', remember);
  return () => {
    changes.disconnect();
    document.removeEventListener('focusin', remember);
  };
}

function focusHeadingOf(trail: Element[]): void {
  const heading = trail
    .filter((one) => one.isConnected)
    .map((one) => one.querySelector<HTMLElement>('h1, h2'))
    .find((found) => found !== null);
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
}
