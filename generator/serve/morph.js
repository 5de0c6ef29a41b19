// Makes a page that is open into the page as it is printed now, touching only what the print has changed.
//
// Each node that was printed is kept with what it was printed from. So what the reader did since (an open <details>, a
// filled field, a selection, a place scrolled to), and what scripts made, is told from what the print says, and stays.
"use strict";
(() => {
  const SCRIPTS = 'script:not([type]), script[type="text/javascript"], script[type="module"]';
  const POLICY = 'meta[http-equiv="Content-Security-Policy"]';
  const printed = new WeakMap(); // a node of the page -> the node it was printed from

  // Both trees have one shape: one is a copy of the other.
  function remember(node, from) {
    printed.set(node, from);
    let at = from.firstChild;
    for (const child of node.childNodes) {
      remember(child, at);
      at = at.nextSibling;
    }
  }

  function ours(node) {
    return node.nodeType === Node.ELEMENT_NODE && /^\/__tearsheet__\//.test(node.getAttribute("src") ?? node.getAttribute("href") ?? "");
  }

  function loads(root) {
    const scripts = [...root.querySelectorAll(SCRIPTS)].filter((script) => !ours(script));
    const policies = [...root.querySelectorAll(POLICY)].map((policy) => policy.content);
    return JSON.stringify([scripts.map((script) => script.outerHTML), policies]);
  }

  function morph(live, fresh) {
    const before = printed.get(live);
    if (before.isEqualNode(fresh)) return;
    if (live.nodeType === Node.ELEMENT_NODE) {
      if (live.matches('link[rel~="stylesheet"]')) {
        restyle(live, fresh);
        return;
      }
      attributes(live, before, fresh);
      children(live, fresh);
    } else {
      splice(live, before.data, fresh.data);
    }
    printed.set(live, fresh);
  }

  function attributes(live, before, fresh) {
    for (const { name } of [...before.attributes, ...fresh.attributes]) {
      const value = fresh.getAttribute(name);
      if (before.getAttribute(name) === value) continue;
      if (value === null) live.removeAttribute(name);
      else live.setAttribute(name, value);
    }
  }

  // Only what lies between the same beginning and the same end, so that a selection around it stays.
  function splice(live, before, data) {
    if (live.data !== before) {
      live.data = data;
      return;
    }
    let start = 0;
    while (start < before.length && start < data.length && before[start] === data[start]) start += 1;
    let end = 0;
    while (end < before.length - start && end < data.length - start && before.at(-1 - end) === data.at(-1 - end)) end += 1;
    live.replaceData(start, before.length - start - end, data.slice(start, data.length - end));
  }

  function children(live, fresh) {
    const olds = [...live.childNodes].filter((node) => printed.has(node));
    const news = [...fresh.childNodes].filter((node) => !ours(node));
    const same = (old, made) => printed.get(old).isEqualNode(made);
    while (olds.length > 0 && news.length > 0 && same(olds[0], news[0])) {
      olds.shift();
      news.shift();
    }
    const last = olds.at(-1)?.nextSibling ?? null;
    while (olds.length > 0 && news.length > 0 && same(olds.at(-1), news.at(-1))) {
      olds.pop();
      news.pop();
    }
    place(live, pairs(olds, news, same), olds, last);
  }

  // Which old node becomes which new one: those that are the same first, then, between them, those of one kind.
  function pairs(olds, news, same) {
    const found = new Array(news.length).fill(null);
    let from = 0;
    news.forEach((made, place) => {
      const at = olds.findIndex((old, number) => number >= from && same(old, made));
      if (at < 0 || (made.nodeType === Node.TEXT_NODE && !made.data.trim())) return;
      found[place] = olds[at];
      from = at + 1;
    });
    let low = 0;
    news.forEach((made, place) => {
      if (!found[place]) {
        const next = found.find((each, number) => number > place && each);
        const high = next ? olds.indexOf(next) : olds.length;
        const at = olds.findIndex((old, number) => number >= low && number < high && alike(old, made));
        found[place] = at < 0 ? null : olds[at];
      }
      if (found[place]) low = olds.indexOf(found[place]) + 1;
    });
    return news.map((made, place) => [found[place], made]);
  }

  function alike(old, made) {
    return old.nodeName === made.nodeName && (old.id ?? "") === (made.id ?? "");
  }

  function place(live, matched, olds, last) {
    const kept = new Set(matched.map(([old]) => old));
    olds.filter((old) => !kept.has(old)).forEach((old) => old.remove());
    let next = last?.parentNode === live ? last : null;
    for (const [old, made] of matched.reverse()) {
      if (old) {
        morph(old, made);
        next = old;
      } else {
        const added = document.importNode(made, true);
        remember(added, made);
        live.insertBefore(added, next);
        next = added;
      }
    }
  }

  function restyle(old, made) {
    const added = document.importNode(made, true);
    remember(added, made);
    added.dataset.tearsheetComing = "";
    old.dataset.tearsheetLeaving = "";
    added.onload = added.onerror = () => {
      old.remove(); // not before: the page would flash bare
      delete added.dataset.tearsheetComing;
    };
    printed.delete(old);
    old.after(added);
  }

  const root = document.documentElement;
  const first = root.cloneNode(true);
  remember(root, first);
  for (const node of document.querySelectorAll("script, link")) if (ours(node)) printed.delete(node);

  window.tearsheet = {
    // Return whether the page could be made into the one given; if not, it must be loaded anew.
    morph(html) {
      const fresh = new DOMParser().parseFromString(html, "text/html").documentElement;
      const before = printed.get(root);
      if (loads(before) !== loads(fresh)) return false;
      morph(root, fresh);
      return true;
    },

    // One node stands for another that was printed.
    replace(old, made) {
      if (printed.has(old)) printed.set(made, printed.get(old));
      printed.delete(old);
    },
  };
})();
