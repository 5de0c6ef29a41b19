// The reader's choice of light or dark, before the page is painted.
try {
  var chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch (refused) {
  // Storage may be switched off; then the system's choice stands.
}
