// What a person would see go wrong on a page, found by measuring. Gives one object of functions; each function
// gives a list of sentences, empty where nothing is wrong.
(() => {
  const SLACK = 2; // pixels by which things may touch

  const words = (element) => {
    const text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    const name = element.tagName.toLowerCase();
    const mark = element.classList.length ? `.${element.classList[0]}` : "";
    return `${name}${mark} “${text}”`;
  };

  // Text that only screen readers get is clipped to nothing.
  const isForEyes = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false;
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.clipPath === "inset(50%)" || style.clip === "rect(0px, 0px, 0px, 0px)") return false;
    }
    return true;
  };

  const sideways = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth + 1) return [];
    const widest = [...document.body.querySelectorAll("*")]
      .filter((one) => isForEyes(one) && one.getBoundingClientRect().right > clientWidth + 1 && !scrolls(one))
      .slice(-3);
    return [`scrolls sideways: ${scrollWidth} of ${clientWidth} px`, ...widest.map(words)];
  };

  const scrolls = (element) => {
    for (let one = element.parentElement; one; one = one.parentElement) {
      if (one !== document.documentElement && ["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowX)) return true;
    }
    return false;
  };

  const cut = () =>
    [...document.body.querySelectorAll("*")]
      .filter((one) => {
        const style = getComputedStyle(one);
        const hides = ["hidden", "clip"].includes(style.overflowX) || ["hidden", "clip"].includes(style.overflowY);
        if (!hides || one.closest("svg") || !one.textContent.trim() || !isForEyes(one)) return false;
        return one.scrollWidth > one.clientWidth + SLACK || one.scrollHeight > one.clientHeight + SLACK;
      })
      .map((one) => `cut off: ${words(one)}`);

  // The part of a rectangle that is left when everything that clips it has.
  const shown = (rectangle, element) => {
    let { left, top, right, bottom } = rectangle;
    for (let one = element; one && one !== document.documentElement; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const box = one.getBoundingClientRect();
      [left, top, right, bottom] = [Math.max(left, box.left), Math.max(top, box.top), Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom };
  };

  // Lines of text, each a little smaller than its box: letters seldom fill the height of a line.
  const lines = () => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const seen = new Map();
    while (walk.nextNode()) {
      const node = walk.currentNode;
      const owner = node.parentElement;
      if (!node.data.trim() || ["SCRIPT", "STYLE", "TITLE", "DESC", "title", "desc", "OPTION"].includes(owner.tagName)) continue;
      if (!seen.has(owner)) seen.set(owner, isForEyes(owner));
      if (!seen.get(owner)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const one of range.getClientRects()) {
        const edge = (one.bottom - one.top) / 6;
        const { left, top, right, bottom } = shown(
          { left: one.left, right: one.right, top: one.top + edge, bottom: one.bottom - edge }, owner);
        if (right - left > SLACK && bottom - top > SLACK) found.push({ left, top, right, bottom, owner });
      }
    }
    return found.sort((one, other) => one.top - other.top);
  };

  const overlaps = () => {
    const all = lines();
    const found = new Set();
    all.forEach((one, place) => {
      for (let next = place + 1; next < all.length && all[next].top < one.bottom - SLACK; next += 1) {
        const other = all[next];
        const isBeside = other.left >= one.right - SLACK || one.left >= other.right - SLACK;
        if (!isBeside && other.owner !== one.owner) found.add(`overlap: ${words(one.owner)} and ${words(other.owner)}`);
      }
    });
    return [...found];
  };

  const violations = async (tags) => {
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return found.violations.map((one) => `${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 200)}`);
  };

  // What Tab should reach: of a group of radios only the chosen one, or the first while none is chosen.
  const stops = () =>
    [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0)
      .filter((one) => one.type !== "radio" || one === stopOf(one.name));

  const stopOf = (name) => document.querySelector(`[name="${name}"]:checked`) || document.querySelector(`[name="${name}"]`);

  const look = (one) => {
    const { outlineStyle, outlineColor, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(one);
    return [outlineStyle, outlineColor, outlineWidth, boxShadow, backgroundColor].join();
  };

  // From now on, notes in window.walked what had focus, and what had it without showing so or out of sight.
  const watchFocus = () => {
    document.activeElement.blur();
    const wanted = stops();
    const plain = new Map(wanted.map((one) => [one, look(one)]));
    window.walked = { wanted, reached: new Set(), unseen: [] };
    document.addEventListener("focusin", ({ target }) => {
      window.walked.reached.add(target);
      const box = target.getBoundingClientRect();
      const parts = [target, ...target.querySelectorAll("*")];
      const isMarked = plain.get(target) !== look(target) || parts.some((one) => getComputedStyle(one).outlineStyle !== "none");
      const isThere = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      if (!isMarked || !isThere) window.walked.unseen.push(`focus is not seen: ${words(target)}`);
    });
    return wanted.length;
  };

  const unreached = () => window.walked.wanted.filter((one) => !window.walked.reached.has(one)).map(words);

  const unseen = () => window.walked.unseen;

  // What is for the screen alone (.app-screen) is left out on paper on purpose.
  const folded = () =>
    [...document.querySelectorAll("main details > :not(summary)")]
      .filter((one) => !one.closest(".app-screen") && !one.checkVisibility({ contentVisibilityAuto: true }))
      .map(words);

  return { sideways, cut, overlaps, violations, watchFocus, unreached, unseen, folded };
})()
