// What a page offers beyond reading: sharing, copying, light or dark. Everything works without it.
(function () {
  "use strict";

  function all(selector, act) {
    document.querySelectorAll(selector).forEach(act);
  }

  function say(button, words) {
    var place = button.parentNode.querySelector("[role=status]");
    if (!place) return;
    place.textContent = words;
    setTimeout(function () { place.textContent = ""; }, 3000);
  }

  function copy(text, button) {
    navigator.clipboard.writeText(text).then(
      function () { say(button, "Copied"); },
      function () { say(button, "The browser did not allow it"); }
    );
  }

  // The address without a fragment: what was read, not where the reader stopped.
  var here = location.href.split("#")[0];

  all("[data-share]", function (bar) {
    var sheet = bar.querySelector("[data-share-sheet]");
    var link = bar.querySelector("[data-share-copy]");
    if (navigator.share) {
      sheet.hidden = false;
      sheet.addEventListener("click", function () {
        navigator.share({ title: bar.dataset.title, url: here }).catch(function () {});
      });
    }
    if (navigator.clipboard) {
      link.hidden = false;
      link.addEventListener("click", function () { copy(here, link); });
    }
  });

  all("[data-copy-from]", function (button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      copy(document.getElementById(button.dataset.copyFrom).value, button);
    });
  });

  // What scrolls in its own box can be scrolled with the keys, in browsers too that do not see to it themselves.
  all(".body table, .body pre", function (box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });

  all("[data-theme-toggle]", function (button) {
    var root = document.documentElement;
    var names = ["auto", "light", "dark"];

    function show() {
      button.textContent = "Theme: " + (root.dataset.theme || "auto");
    }

    button.hidden = false;
    show();
    button.addEventListener("click", function () {
      var next = names[(names.indexOf(root.dataset.theme || "auto") + 1) % names.length];
      if (next === "auto") delete root.dataset.theme;
      else root.dataset.theme = next;
      try {
        if (next === "auto") localStorage.removeItem("theme");
        else localStorage.setItem("theme", next);
      } catch (refused) {
        // The choice then holds for this page alone.
      }
      show();
    });
  });
})();
