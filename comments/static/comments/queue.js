// Ticks all replies of the page at once. The list is replaced while somebody searches.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-tick-all]")) return;
  for (const box of target.form.querySelectorAll("input[name=id]")) {
    box.checked = target.checked;
  }
});
