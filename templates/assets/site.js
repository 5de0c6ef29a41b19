// What a page offers beyond reading: sharing, copying, light or dark. Everything works without it.
(() => {
  "use strict";
  const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

  function show(button, act) {
    button.hidden = false;
    button.onclick = act;
  }

  // What is said stands in the page, in its language.
  async function copy(text, button) {
    const bar = button.parentNode, place = bar.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(text);
      place.textContent = bar.dataset.copied;
    } catch {
      place.textContent = bar.dataset.refused;
    }
    setTimeout(() => place.textContent = "", 3000);
  }

  // The address without a fragment: what was read, not where the reader stopped.
  const url = location.href.split("#")[0];

  all("[data-share]", (bar) => {
    const sheet = bar.querySelector("[data-share-sheet]"), link = bar.querySelector("[data-share-copy]");
    if (navigator.share) show(sheet, () => navigator.share({ title: bar.dataset.title, url }).catch(() => {}));
    if (navigator.clipboard) show(link, () => copy(url, link));
  });

  all("[data-copy-from]", (button) => {
    if (navigator.clipboard) show(button, () => copy(document.getElementById(button.dataset.copyFrom).value, button));
  });

  // What scrolls in its own box can be scrolled with the keys, in browsers too that do not see to it themselves.
  all(".body table, .body pre", (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });

  all("[data-theme-toggle]", (button) => {
    const chosen = document.documentElement.dataset, names = ["auto", "light", "dark"];
    const name = () => chosen.theme || "auto", say = () => button.textContent = button.dataset[name()];
    say();
    show(button, () => {
      const next = names[(names.indexOf(name()) + 1) % 3];
      chosen.theme = next;
      if (next === "auto") delete chosen.theme;
      try {
        localStorage.setItem("theme", next);
        if (next === "auto") localStorage.removeItem("theme");
      } catch {
        // The choice then holds for this page alone.
      }
      say();
    });
  });
})();
