/* Notes in the form that its editor has seen: there is a newer version (core/admin/edit_conflicts.py). */
(() => {
  let newer = "";

  document.addEventListener("w-swap:json", (event) => {
    const sessions = event.detail?.data?.other_sessions ?? [];
    newer = sessions.find((session) => session.revision_id)?.revision_id ?? newer;
  });

  // While the event goes down, for Wagtail saves when it arrives.
  document.addEventListener(
    "w-dialog:confirmed",
    (event) => {
      const form = event.target.closest("[data-edit-form]");
      if (!form || event.target.id !== "w-save-confirmation-dialog") return;
      const note = form.elements.replaces_revision ?? document.createElement("input");
      note.type = "hidden";
      note.name = "replaces_revision";
      note.value = newer;
      form.append(note);
    },
    true,
  );
})();

/* A form that is sent while its autosave is under way would come back older than what
   was saved, and its editor be told of another window: send one after the other. */
(() => {
  let saving = false;
  let leaving = false;
  let waiting = null;

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving) event.preventDefault();
    else saving = true;
  });

  document.addEventListener(
    "submit",
    (event) => {
      if (!saving || !event.target.matches("[data-edit-form]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = { form: event.target, button: event.submitter };
    },
    true,
  );

  const goOn = () => {
    saving = false;
    if (!waiting) return;
    const { form, button } = waiting;
    waiting = null;
    // Wagtail has switched the button off, and it may be drawn anew.
    const pressed = document.createElement("input");
    pressed.type = "hidden";
    pressed.name = button?.name ?? "";
    pressed.value = button?.value ?? "";
    form.append(pressed);
    form.requestSubmit();
    pressed.remove();
  };
  document.addEventListener("w-autosave:success", goOn);
  document.addEventListener("w-autosave:error", goOn);

  // Last of all: somebody may have put a question first.
  window.addEventListener("submit", (event) => {
    leaving ||= !event.defaultPrevented && event.target.matches("[data-edit-form]");
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
})();

/* A picture without its description is not sent, or its file would have to be chosen
   again. A picture that only decorates needs none. */
document.addEventListener(
  "click",
  (event) => {
    const form = event.target.closest("[data-chooser-modal-creation-form]");
    if (form?.querySelector("[name$=is_decorative]")) form.noValidate = false;
  },
  true,
);
document.addEventListener("change", ({ target }) => {
  if (!target.name?.endsWith("is_decorative")) return;
  const name = target.name.replace("is_decorative", "description");
  target.form.elements[name].required = !target.checked;
});

/* A day or a time that is typed in half is empty to a form, which would forget the one
   that is stored. The server refuses this in its place. */
document.addEventListener("formdata", (event) => {
  for (const input of event.target.elements) {
    if (input.validity.badInput) event.formData.set(input.name, "?");
  }
});

/* Blocks are drawn after Wagtail has counted the mistakes on each tab: count again, and
   open the first tab that has one. */
document.addEventListener("DOMContentLoaded", () => {
  for (const number of document.querySelectorAll(".w-tabs__errors")) {
    number.dataset.action = "load@window->w-count#count";
  }
});
window.addEventListener("load", () => {
  const panel = document.querySelector("[role=tabpanel]:has(.error-message)");
  document.querySelector(`[role=tab][href="#${panel?.id}"]`)?.click();
});
