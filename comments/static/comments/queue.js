// Ticks all replies of the page at once, but the urgent ones: each of those wants a look
// of its own. The list is replaced while somebody searches.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-tick-all]")) return;
  for (const box of target.form.querySelectorAll("input[name=id]")) {
    box.checked = target.checked && !box.closest(".queue-urgent");
  }
});
