// Keys, live updates and small conveniences. Every page can be read without this file; it makes the inbox quick.
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const rows = () => [...document.querySelectorAll(".messages .row")];
  const narrow = window.matchMedia("(max-width: 48rem)");
  let open = null; // id of the message shown

  // Something changed on the server: parts that asked for it fetch themselves again.
  const live = $("[data-live]");
  if (live && "EventSource" in window) {
    const changed = () => htmx.trigger(document.body, "changed");
    const source = new EventSource(live.dataset.live);
    source.addEventListener("changed", changed);
    source.addEventListener("error", () => {
      // The browser connects again by itself, unless it was refused: then look now and then.
      if (source.readyState === EventSource.CLOSED) setInterval(changed, 15000);
    });
  }

  // On a phone the studio's tabs are wider than the screen: the one we are on is shown.
  $(".tabs.studio [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

  function mark() {
    for (const row of rows()) {
      const on = row.id === `row-${open}`;
      row.classList.toggle("selected", on);
      if (on) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    }
  }

  function show(row) {
    if (!row) return;
    row.click();
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row.id === `row-${open}`);
    if (by > 0 && at === all.length - 1) $(".messages .more")?.click();
    show(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
  }

  const writing = () => Boolean($(".panel .write:not([hidden])"));

  document.body.addEventListener("htmx:configRequest", (event) => {
    // A list that was made longer by "show more" stays as long when it is fetched anew.
    if (event.target.id === "list") event.detail.parameters.shown = rows().length;
  });

  let next = null; // the row to show after a decision, once the list has been fetched anew
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const from = event.target;
    if (from.matches(".row") && narrow.matches) {
      event.preventDefault(); // a page of its own, so that the phone's back button works
      window.location.href = from.href;
    } else if (from.closest("[data-unless-writing]") && writing()) {
      event.preventDefault();
    } else if (from.closest(".decide")) {
      const all = rows();
      const at = all.findIndex((row) => row.id === `row-${open}`);
      next = (all[at + 1] || all[at - 1] || {}).id || null;
    }
  });
  document.body.addEventListener("undecided", () => { next = null; });

  document.body.addEventListener("htmx:afterSwap", (event) => {
    const { target } = event;
    if (target.id === "panel") {
      const message = $("[data-message]", target);
      open = message ? message.dataset.message : null;
      target.scrollTop = 0;
    }
    mark();
  });
  document.body.addEventListener("htmx:afterSettle", (event) => { // by now htmx knows the new rows
    if (event.target.id === "panel") event.target.dataset.shown = open ?? "";
    if (event.target.id !== "list") return;
    const said = $("#said");
    if (said) said.textContent = said.dataset.new;
    const row = next && document.getElementById(next);
    next = null;
    if (row) show(row);
  });

  document.body.addEventListener("click", (event) => {
    const panel = event.target.closest(".panel");
    if (event.target.closest("[data-write]")) write(panel, true);
    if (event.target.closest("[data-cancel]")) write(panel, false);
    const menu = $(".menu[open]");
    if (menu && !event.target.closest(".menu")) menu.open = false;
  });

  function write(panel, on) {
    const box = $(".write", panel);
    if (!box) return;
    box.hidden = !on;
    $(".verbs", panel).hidden = on;
    if (on) {
      const field = $("textarea", box);
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length); // who edits mostly adds something
    } else $("[data-write]", panel)?.focus();
  }

  // The first key in a reply is told to the server: nothing leaves by itself while a person writes.
  document.body.addEventListener("input", (event) => {
    const box = event.target.closest("[data-typing]");
    if (!box || box.dataset.told) return;
    box.dataset.told = "yes";
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    fetch(box.dataset.typing, { method: "POST", headers, credentials: "same-origin", keepalive: true }).catch(() => { delete box.dataset.told; });
  });

  // A message that was taken is cleared from its field; one that was refused stays.
  document.body.addEventListener("said", () => $("[data-clear]")?.reset());

  // The fans' page: an answer that has just come appears sentence by sentence, and is read out as it appears.
  const heard = $("#heard");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const known = new Set();
  let state = "";

  function tell(text) {
    const line = document.createElement("p");
    line.textContent = text;
    heard.append(line);
    while (heard.children.length > 30) heard.firstElementChild.remove();
  }

  function appear(answer) {
    const written = $(".name", answer);
    const name = (answer.classList.contains("ai") ? written.firstChild : written).textContent.trim();
    const said = [...answer.querySelectorAll(".said")];
    const cited = $(".cited", answer);
    const spoken = (part) => [...part.childNodes].filter((node) => !node.classList?.contains("mark"));
    const texts = said.map((part) => spoken(part).map((node) => node.textContent).join("").trim());
    if (still.matches || !said.length) {
      tell(`${name}: ${texts.join(" ")}`);
      return;
    }
    for (const part of [...said, cited]) if (part) part.hidden = true;
    const next = (at) => {
      if (at === said.length) {
        if (cited) cited.hidden = false;
        return;
      }
      said[at].hidden = false;
      tell(at ? texts[at] : `${name}: ${texts[at]}`);
      setTimeout(next, Math.min(900, 250 + 6 * texts[at].length), at + 1);
    };
    next(0);
  }

  function hear(fresh) {
    for (const answer of document.querySelectorAll("#thread [data-answer]")) {
      if (known.has(answer.dataset.answer)) continue;
      known.add(answer.dataset.answer);
      if (fresh) appear(answer);
    }
    const now = [...document.querySelectorAll("#thread .told.state")].pop()?.textContent.trim() || "";
    if (fresh && now && now !== state) tell(now);
    state = now;
  }

  if (heard) {
    hear(false);
    document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "thread") hear(true); });
  }

  // Enter sends in the chat where there is a keyboard; Shift and Enter begin a new line.
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("textarea");
    if (!field || event.key !== "Enter" || event.isComposing) return;
    const chat = field.closest("[data-clear]") && !event.shiftKey && !narrow.matches;
    const reply = field.closest(".write") && (event.ctrlKey || event.metaKey);
    if (!chat && !reply) return;
    event.preventDefault();
    // Clicked, not submitted: which button it was is known to htmx from the click alone.
    $(reply ? ".write .primary" : "button.primary", field.form).click();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
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
      button.matches("select") ? button.focus() : button.click();
    }
    event.preventDefault();
  });

  // Exports are large: show how far the upload is.
  const upload = $("[data-upload]");
  upload?.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    const shown = $("[data-uploading]", upload);
    shown.hidden = false;
    $("button", upload).disabled = true;
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) $("progress", shown).value = (100 * sent.loaded) / sent.total;
    });
    request.addEventListener("loadend", () => window.location.reload());
    request.open("POST", upload.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.send(new FormData(upload));
  });
})();
