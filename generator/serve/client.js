// Keeps an open page abreast of the site: prints it anew when what it shows has changed, and tells what is wrong.
//
// One stream of events serves every window of the browser, which opens six connections to a host: six streams would
// leave none for the seventh page. One window holds it and passes the news on; where windows cannot agree on one, a
// worker that they share does. Everything a problem says is put in as text, never as markup.
"use strict";
(() => {
  const STYLES = 'link[rel~="stylesheet"][href]:not([data-tearsheet-coming], [data-tearsheet-leaving])';
  const { currentScript: script } = document;
  const here = address(location.pathname);
  const missing = "missing" in script.dataset; // nothing is printed here: any problem may be why
  let build = script.dataset.build;
  let problems = [];
  let moved = {}; // addresses that nothing is printed at any more: to where it is now, or to nothing
  let badge = null;
  let dialog = null;
  let dismissed = "[]"; // the problems the reader has closed, until there are others

  function address(path) {
    let decoded = path;
    try {
      decoded = decodeURIComponent(path);
    } catch {
      // not an encoding of anything: compared as it stands
    }
    return decoded.replace(/\/index\.html$/, "/");
  }

  // -- The news ---------------------------------------------------------------------------------------------------

  function open(hear) {
    const stream = new EventSource(`/__tearsheet__/events?since=${encodeURIComponent(build)}`);
    stream.onmessage = (event) => hear(JSON.parse(event.data), stream);
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, 1000, hear);
    };
  }

  function catchUp() {
    open((news, stream) => {
      stream.close();
      hear(news);
    });
  }

  function lead(channel) {
    open((news) => {
      channel.postMessage(news);
      hear(news);
    });
    return new Promise(() => {}); // until the window closes; another one takes over then
  }

  function follow() {
    const channel = new BroadcastChannel("tearsheet");
    channel.onmessage = ({ data: news }) => hear(news);
    if (navigator.locks) {
      navigator.locks.request("tearsheet", () => lead(channel));
    } else if (window.SharedWorker) {
      share(channel); // a plain address that is not this machine's own has no locks
    } else {
      lead(channel); // every window for itself
      return;
    }
    catchUp();
  }

  function share(channel) {
    const worker = new SharedWorker("/__tearsheet__/stream.js", "tearsheet");
    worker.onerror = () => lead(channel); // the browser, or the page's policy, does not let it
    worker.port.postMessage(build);
  }

  let turn = Promise.resolve();

  function hear(news) {
    // One at a time: the page is on its way while the next build is told. One that breaks down must not end them all.
    turn = turn.then(() => take(news)).catch(console.error);
  }

  async function take(news) {
    if (![news.since, news.build].includes(build)) {
      catchUp(); // what changed since the build of some other window says nothing of this one
      return;
    }
    const changed = news.build === build ? [] : news.changed;
    build = news.build;
    if (changed === null || !(await takeIn(new Set(changed)))) {
      location.reload();
      return;
    }
    window.tearsheet.awaited?.();
    moved = Object.fromEntries(news.moved);
    problems = news.problems;
    tell();
  }

  // -- What has changed -------------------------------------------------------------------------------------------

  // Take new words and styles in where nothing else that the page uses has changed; false asks for the page anew.
  async function takeIn(changed) {
    const used = [...uses()].filter((each) => changed.has(each));
    const styles = used.filter((each) => each.endsWith(".css"));
    if (missing && (changed.has(here) || changed.has("/404.html"))) return false;
    if (!used.every((each) => each === here || styles.includes(each))) return false;
    if (changed.has(here) && !(await renew())) return false;
    if (styles.length > 0) restyle();
    return true;
  }

  // Make the page into what is printed now, where it stands.
  async function renew() {
    const text = await read();
    const renewed = text !== null && window.tearsheet.morph(text);
    if (renewed) window.tearsheet.viewed?.();
    return renewed;
  }

  // Read what is printed here now: a page's text, or null where something else answers. While the server is gone it is
  // asked again: a page left for the browser's own "cannot be reached" would not come back with it.
  async function read() {
    for (;;) {
      try {
        const answer = await fetch(location.pathname + location.search, { cache: "no-store", redirect: "manual" });
        const kind = answer.headers.get("Content-Type") ?? "";
        return answer.ok && kind.startsWith("text/html") ? await answer.text() : null;
      } catch {
        await new Promise((ready) => setTimeout(ready, 500));
      }
    }
  }

  function uses() {
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const shown = [...document.images].map((image) => image.currentSrc);
    const styles = [...document.querySelectorAll(STYLES)].map((link) => link.href);
    const urls = [...loaded, ...shown, ...styles].map((each) => new URL(each, location));
    return new Set(urls.filter((url) => url.origin === location.origin).map((url) => address(url.pathname)));
  }

  function restyle() {
    document.querySelectorAll("[data-tearsheet-fresh]").forEach((late) => late.remove());
    for (const old of document.querySelectorAll(STYLES)) {
      const url = new URL(old.href);
      if (url.origin !== location.origin || url.pathname.startsWith("/__tearsheet__/")) continue;
      const fresh = old.cloneNode();
      url.searchParams.set("build", build);
      fresh.href = url;
      fresh.dataset.tearsheetFresh = "";
      fresh.onload = () => {
        old.remove(); // not before: the page would flash bare
        delete fresh.dataset.tearsheetFresh;
      };
      window.tearsheet.replace(old, fresh);
      old.after(fresh);
    }
  }

  // -- What is wrong ----------------------------------------------------------------------------------------------

  function tell() {
    const ours = problems.filter(({ addresses }) => missing || addresses.length === 0 || addresses.includes(here));
    tellAll();
    tellMoved();
    if (dialog?.dataset.tearsheetError === "all" && problems.length > 0) {
      show(problems, "all");
    } else if (ours.length === 0) {
      hide();
      dismissed = "[]";
    } else if (JSON.stringify(ours) !== dismissed) {
      show(ours, "page");
    }
  }

  function tellAll() {
    badge?.remove();
    badge = null;
    if (problems.length === 0) return;
    const button = element("button", problems.length === 1 ? "1 problem" : `${problems.length} problems`);
    button.type = "button";
    button.onclick = () => show(problems, "all");
    badge = element("div", "", button);
    badge.dataset.tearsheetProblems = problems.length;
    badge.setAttribute("role", "status");
    document.body.append(badge);
  }

  function tellMoved() {
    document.querySelector("[data-tearsheet-moved]")?.remove();
    if (!missing || !(here in moved)) return;
    const to = moved[here];
    const note = element("div", to ? "This page has moved to " : "This page was taken away: its source is gone, or is not published.");
    if (to) {
      const link = element("a", to);
      link.href = encodeURI(to);
      note.append(link);
    }
    note.dataset.tearsheetMoved = to;
    note.setAttribute("role", "status");
    document.body.prepend(note);
  }

  function show(told, which) {
    hide();
    const title = element("h2", told.length === 1 ? "One problem" : `${told.length} problems`);
    title.id = "tearsheet-error-title";
    const list = element("ul", "", ...told.map(item));
    list.id = "tearsheet-error-list";
    const close = element("button", "Close");
    close.type = "button";
    close.onclick = () => shown.close();
    const shown = element("dialog", "", element("header", "", title, close), list);
    shown.dataset.tearsheetError = which;
    shown.setAttribute("role", "alertdialog");
    shown.setAttribute("aria-labelledby", title.id);
    shown.setAttribute("aria-describedby", list.id);
    shown.onclose = () => {
      shown.remove();
      if (dialog !== shown) return; // hidden by the news, not closed by the reader
      dialog = null;
      if (which === "page") dismissed = JSON.stringify(told);
    };
    dialog = shown;
    document.body.append(shown);
    shown.showModal(); // the browser keeps the focus inside, closes at Esc and gives the focus back
  }

  function hide() {
    const shown = dialog;
    dialog = null;
    shown?.close();
    shown?.remove();
  }

  function item({ what, path, line, column, hint, excerpt, link }) {
    const place = element("code", [path, ...(line ? [line, column || 1] : [])].join(":"));
    const parts = [path && (link ? opening(link, place) : place), element("p", what)];
    parts.push(excerpt && element("pre", excerpt), hint && element("p", `Hint: ${hint}`));
    return element("li", "", ...parts.filter(Boolean));
  }

  // A link that opens the file in the editor; a script it cannot be, whatever the user named.
  function opening(link, shown) {
    const made = element("a", "", shown);
    if (!/^\s*javascript:/i.test(link)) made.href = link;
    return made;
  }

  function element(name, text, ...children) {
    const made = document.createElement(name);
    made.textContent = text;
    made.append(...children);
    return made;
  }

  // A page that the browser had put aside and shows again has heard nothing meanwhile.
  addEventListener("pageshow", ({ persisted }) => persisted && catchUp());
  follow();
})();
