// “Tick all” ticks the replies on the page except urgent ones, which need individual
// review. Delegated to the document, because a search replaces the list.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-tick-all]")) return;
  for (const box of target.form.querySelectorAll("input[name=id]")) {
    box.checked = target.checked && !box.closest(".queue-urgent");
  }
});
