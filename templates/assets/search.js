// Finds articles in the index that the build made. Without it the lists below the form lead everywhere.
(() => {
  "use strict";
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const said = form.dataset, words = form.q, more = form.querySelector("[data-more]");
  const status = form.querySelector("[role=status]"), list = form.querySelector("ol");
  const places = [...form.querySelectorAll("[data-filter]")];
  const whole = (path) => new URL(path, location.href), baseUrl = whole(said.root).pathname;
  const [bundle, ...others] = said.bundles.split(" ").map((path) => whole(path).href);
  const lang = document.documentElement.lang, forms = new Intl.PluralRules(lang);
  let engine, pause, turn = 0, found = [];

  const load = () => engine ||= import(bundle + "pagefind.js").then(async (made) => {
    await made.options({ baseUrl });
    for (const each of others) await made.mergeIndex(each, { baseUrl });
    return made;
  });

  function make(tag, name, ...inside) {
    const made = document.createElement(tag);
    made.className = name;
    made.append(...inside);
    return made;
  }

  // An excerpt is HTML: it is read as text, and its marks are made anew.
  const read = (html) => new DOMParser().parseFromString(`<i>${html}`, "text/html").body.textContent;
  const marked = (part, i) => i % 2 ? make("mark", "", read(part)) : read(part);

  function card({ url, meta, filters, excerpt }) {
    const link = make("a", "", meta.title), text = excerpt.split(/<mark>(.*?)<\/mark>/).map(marked);
    link.href = url;
    return make("li", "", make("p", "when", meta.date || filters.type), make("div", "card",
      make("h2", "card-title", link), make("p", "card-summary", ...text), make("p", "card-meta", filters.section || "")));
  }

  async function next(mine) {
    const start = list.children.length;
    const all = await Promise.all(found.slice(start, start + 10).map((each) => each.data()));
    if (mine !== turn) return;
    list.append(...all.map(card));
    more.hidden = list.children.length >= found.length;
    if (start) list.children[start].querySelector("a").focus();
  }

  // Of each filter the values found most often; the chosen ones always among them.
  function offer(place, counts, mine) {
    const name = place.dataset.filter, rank = (key) => counts[key] + (mine.includes(key) && 1e9);
    const keys = Object.keys(counts).filter(rank).sort((a, b) => rank(b) - rank(a)).slice(0, 12);
    place.querySelector("ul").replaceChildren(...keys.map((value) => {
      const box = Object.assign(make("input", ""), { type: "checkbox", name, value, checked: mine.includes(value) });
      return make("li", "", make("label", "", box, ` ${value} `, make("span", "count", counts[value])));
    }));
    place.hidden = keys.length < 2 && !mine.length;
  }

  async function search(asked) {
    const mine = ++turn, text = words.value.trim(), state = new URLSearchParams(text && { q: text }), filters = {};
    for (const place of places) {
      const name = place.dataset.filter;
      filters[name] = asked?.getAll(name) || [...place.querySelectorAll(":checked")].map((box) => box.value);
      filters[name].forEach((value) => state.append(name, value));
    }
    const some = `${state}`;
    history.replaceState(null, "", some ? `?${some}` : location.pathname);
    try {
      const got = some ? await (await load()).search(text || null, { filters }) : { results: [], filters: {} };
      if (mine !== turn) return;
      found = got.results;
      list.replaceChildren();
      places.forEach((place) => offer(place, got.filters[place.dataset.filter] || {}, filters[place.dataset.filter]));
      const count = found.length, line = count ? said[forms.select(count)] || said.other : said.none;
      status.textContent = some && line.replace("{}", count ? count.toLocaleString(lang, { numberingSystem: "latn" }) : text);
      await next(mine);
    } catch {
      engine = null;
      status.textContent = said.failed;
    }
  }

  form.hidden = false;
  form.onsubmit = (event) => { event.preventDefault(); search(); };
  form.onchange = (event) => event.target === words || search();
  words.oninput = () => { clearTimeout(pause); pause = setTimeout(search, 150); };
  more.onclick = () => next(turn);

  // A search that was shared, or gone back to.
  const asked = new URLSearchParams(location.search);
  words.value = asked.get("q");
  if (`${asked}`) search(asked);
})();
