/* Wagtail's dialogs and its upload of many files are silent, or show only a number, when
   the server has no room for a file (507): say what the answer says. What was typed stays
   where it is. */
(() => {
  const said = (request) => {
    try {
      return JSON.parse(request.responseText).error_message;
    } catch {
      return "";
    }
  };

  window.addEventListener("load", () => {
    window.jQuery?.(document).on("ajaxError", (event, request) => {
      if (request.status !== 507) return;
      const text =
        said(request) || "There is no room left on the server, so nothing was stored.";
      document.dispatchEvent(
        new CustomEvent("w-messages:add", { detail: { clear: true, text, type: "error" } }),
      );
    });
  });
})();
