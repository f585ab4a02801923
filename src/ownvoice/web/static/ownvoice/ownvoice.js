// Keys, live updates and small conveniences. Every page works without this file; it makes the inbox quick.
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const rows = () => [...document.querySelectorAll(".messages .row")];
  let open = null; // id of the message shown

  // Something changed on the server: parts that asked for it fetch themselves again.
  const live = $("[data-live]");
  if (live && "EventSource" in window) {
    const source = new EventSource(live.dataset.live);
    source.addEventListener("changed", () => htmx.trigger(document.body, "changed"));
  }

  function mark() {
    for (const row of rows()) row.classList.toggle("selected", row.id === `row-${open}`);
  }

  function show(row) {
    if (!row) return;
    row.click();
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row.id === `row-${open}`);
    show(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "panel") {
      const message = $("[data-message]", event.target);
      open = message ? message.dataset.message : null;
      document.body.classList.toggle("reading", Boolean(message));
    }
    mark();
  });

  // After a decision the next message comes by itself; the list is fetched anew at the same time.
  let next = null;
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.target.closest(".decide")) return;
    const all = rows();
    const at = all.findIndex((row) => row.id === `row-${open}`);
    next = all[at + 1] ? all[at + 1].id : null;
  });
  document.body.addEventListener("decided", () => {
    const id = next;
    if (id) setTimeout(() => show(document.getElementById(id)), 350);
  });

  document.body.addEventListener("click", (event) => {
    const panel = event.target.closest(".panel");
    if (event.target.closest("[data-close]")) document.body.classList.remove("reading");
    if (event.target.closest("[data-write]")) write(panel, true);
    if (event.target.closest("[data-cancel]")) write(panel, false);
  });

  function write(panel, on) {
    const box = $(".write", panel);
    if (!box) return;
    box.hidden = !on;
    $(".verbs", panel).hidden = on;
    if (on) $("textarea", box).focus();
  }

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("[data-clear]");
    if (form && event.detail.successful) form.reset();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing) {
      if (event.key === "Escape" && event.target.closest(".write")) write(event.target.closest(".panel"), false);
      return;
    }
    const keys = $("#keys");
    if (!keys) return;
    if (event.key === "?") keys.open ? keys.close() : keys.showModal();
    else if (keys.open) return;
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else {
      const button = $(`.panel [data-key="${CSS.escape(event.key)}"]`);
      if (!button || button.closest("[hidden]")) return;
      button.click();
    }
    event.preventDefault();
  });
})();
