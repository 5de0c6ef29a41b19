// Before the page is painted: that scripts run, so that what they will show has its room; and the reader's choice of
// light or dark.
document.documentElement.dataset.scripted = "";
try {
  var chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch (refused) {
  // Storage may be switched off; then the system's choice stands.
}
