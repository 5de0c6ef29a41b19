// The editor's view: what the machine decided of this article or page, and the editor's word on it. It is here in `serve` alone.
//
// Everything told is put in as text. What is decided is sent with the token that this page was given.
"use strict";
(() => {
  const { token } = document.currentScript.dataset;
  const at = address(location.pathname);
  let bar = null;
  let last = "";

  function address(path) {
    try {
      return decodeURIComponent(path).replace(/\/index\.html$/, "/");
    } catch {
      return path;
    }
  }

  async function ask(path, sent) {
    const headers = { "X-Tearsheet-Token": token };
    if (sent) headers["Content-Type"] = "application/json";
    const method = sent ? "POST" : "GET";
    const asking = { method, headers, body: sent && JSON.stringify(sent), cache: "no-store" };
    try {
      const answer = await fetch(`/__tearsheet__/${path}`, asking);
      return { ok: answer.ok, gone: false, said: await answer.json() };
    } catch {
      return { ok: false, gone: true, said: { error: "The server does not answer." } };
    }
  }

  async function load() {
    const { ok, gone, said } = await ask(`view?at=${encodeURIComponent(at)}`);
    if (gone) return; // what is shown may be true yet; the next build asks again
    if (!ok) {
      bar?.remove();
      bar = null;
    } else if (JSON.stringify(said) !== last) show(said);
    last = JSON.stringify(said);
  }

  function element(name, text = "", ...children) {
    const made = document.createElement(name);
    made.textContent = text;
    made.append(...children.filter(Boolean));
    return made;
  }

  function button(text, label, press) {
    const made = element("button", text);
    made.type = "button";
    made.setAttribute("aria-label", label);
    made.onclick = press;
    return made;
  }

  function opening(link, text) {
    const made = element("a", text);
    if (link && !/^\s*javascript:/i.test(link)) made.href = link;
    return made;
  }

  function show(view) {
    const wasOpen = bar?.open ?? false;
    const focus = bar?.contains(document.activeElement) ? document.activeElement : null;
    const focused = focus?.closest("[data-entity]")?.dataset.entity;
    bar?.remove();
    const marks = [view.status !== "published" && view.status, view.due && `appears ${view.due}`].filter(Boolean);
    const summary = element("summary", ["Editor’s view", ...marks].join(" · "));
    bar = element("details", "", summary, facts(view), entities(view), dropped(view));
    bar.dataset.tearsheetView = view.id;
    bar.open = wasOpen;
    document.body.append(bar);
    if (focus) (bar.querySelector(`[data-entity="${CSS.escape(focused ?? "")}"] button`) ?? summary).focus();
  }

  function facts(view) {
    const list = element("dl");
    const tell = (name, ...shown) => list.append(element("dt", name), element("dd", "", ...shown));
    tell("Source", opening(view.link, view.path));
    if (view.confidence !== null) tell("Well cut", `${Math.round(view.confidence * 100)} %, ${view.dropped.length} lines left out`);
    if (view.licence) tell("Licence", view.licence + (view.edits ? `, edits: ${view.edits}` : ""));
    if (view.missing.length > 0) tell("Not stated", view.missing.join(", "));
    return list;
  }

  function entities(view) {
    const list = element("ul", "", ...view.entities.map((entity) => item(view, entity)));
    return view.entities.length > 0 ? element("section", "", element("h2", "Who and what"), list) : null;
  }

  function item(view, entity) {
    const said = element("p");
    said.setAttribute("role", "status");
    const decide = async (action) => {
      const sent = { action, at, entity: entity.id, read: view.digest };
      const { ok, said: answer } = await ask("decide", sent);
      said.textContent = ok ? `Written into ${answer.file}.` : answer.error;
    };
    const name = entity.file ? opening(view.files[entity.id], entity.name) : element("span", entity.name);
    const label = element("p", "", name, ` ${entity.type}, ${entity.salience.toFixed(2)}, ${entity.registered ? "registered" : "a suggestion"} `);
    if (!entity.registered) label.append(button("Accept", `Accept ${entity.name}`, () => decide("accept")), " ");
    label.append(button("Exclude", `Exclude ${entity.name}`, () => decide("exclude")), " ", button("Why", `Why ${entity.name}`, () => why(entity, said)));
    const made = element("li", "", label, said);
    made.dataset.entity = entity.id;
    return made;
  }

  async function why(entity, said) {
    const { ok, gone, said: told } = await ask(`view?at=${encodeURIComponent(at)}&entity=${encodeURIComponent(entity.id)}`);
    if (!ok) {
      said.textContent = gone ? told.error : "The article is not there any more.";
      return;
    }
    const lines = [
      `Found by ${told.basis}; salience ${told.salience.toFixed(2)}, confidence ${told.confidence.toFixed(2)}.`,
      ...told.places.map((spot) => `${spot.line ? `Line ${spot.line}` : "Headline"}: ${spot.phrase}: ${spot.quote}`),
      ...told.votes.map((vote) => `Voted for its type: ${vote.what}`),
      ...told.rejected.map((spot) => `Not it: ${spot.phrase}: ${spot.why}`),
      told.page,
    ];
    said.replaceChildren(...lines.filter(Boolean).map((line) => element("span", line)));
  }

  function dropped(view) {
    if (view.dropped.length === 0) return null;
    const rows = view.dropped.map(({ line, text, why: kind }) => element("li", `${line ? `${line}: ` : ""}${text} (${kind})`));
    return element("section", "", element("h2", "Left out"), element("ol", "", ...rows));
  }

  window.tearsheet.viewed = load; // the page was made anew in place
  window.tearsheet.awaited = () => bar || load(); // there may be an answer by now: a server answers before it has read the site
  load();
})();
