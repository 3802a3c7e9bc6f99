/* Shows the server's message when an upload fails because the disk is full (507). Wagtail's
   dialogs and its multiple upload show nothing or only a status code. Input is kept. */
(() => {
  const messageOf = (request) => {
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
        messageOf(request) || "There is no room left on the server, so nothing was stored.";
      document.dispatchEvent(
        new CustomEvent("w-messages:add", { detail: { clear: true, text, type: "error" } }),
      );
    });
  });
})();
