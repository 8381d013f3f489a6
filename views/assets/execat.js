// Improves pages that work without it: facets without a reload, times in the reader's zone, pages that follow
// what happens, a button that copies. It fetches the same addresses and puts the same parts in their place.
"use strict";
(() => {
  const REGIONS = "[data-region]";
  let turn = 0;
  let here = location.pathname + location.search;

  /** Puts the parts of another page in place of this one's; what has the focus keeps it. */
  function swap(next) {
    const focused = document.activeElement?.id ?? "";
    const open = [...document.querySelectorAll("details[open][id]")].map((element) => element.id);
    const closed = [...document.querySelectorAll("details[data-opened]:not([open])")].map((element) => element.id);
    for (const old of document.querySelectorAll(REGIONS)) {
      const fresh = next.getElementById(old.id);
      if (fresh !== null && fresh.outerHTML !== old.dataset.source) {
        fresh.dataset.source = fresh.outerHTML;
        old.replaceWith(fresh);
      }
    }
    for (const old of document.querySelectorAll("[data-text]")) {
      const fresh = next.getElementById(old.id);
      if (fresh !== null && fresh.textContent !== old.textContent) old.textContent = fresh.textContent;
    }
    document.title = next.title;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const id of closed) document.getElementById(id)?.removeAttribute("open");
    // A value that was found stands in the facet itself from now on.
    const goal = focused.replace(/^found-/, "facet-");
    if (goal !== "" && document.activeElement?.id !== goal) document.getElementById(goal)?.focus();
    improve();
  }

  /** Shows another state of this page. Goes there the plain way when anything is not as expected. */
  async function show(url, push) {
    const mine = ++turn;
    try {
      const response = await fetch(url, { headers: { Accept: "text/html" } });
      const text = await response.text();
      if (mine !== turn) return;
      if (!response.ok) throw new Error(String(response.status));
      if (push === "push") history.pushState({ live: true }, "", url);
      if (push === "replace") history.replaceState({ live: true }, "", url);
      here = location.pathname + location.search;
      swap(new DOMParser().parseFromString(text, "text/html"));
    } catch {
      if (push !== "poll") location.assign(url);
    }
  }

  function formUrl(form) {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "" || name === "q") fields.append(name, String(value));
    }
    return `${form.getAttribute("action")}?${fields}`;
  }

  let finding = 0;
  /** Shows what a facet's own search finds, below it. Where that fails, the form still leads to its page. */
  async function findValues(form) {
    const place = document.getElementById(form.dataset.find);
    const count = document.getElementById(`${form.dataset.find}-count`);
    if (place === null || count === null) return;
    const mine = ++finding;
    let next;
    if (form.querySelector("input[type=search]").value.trim() !== "") {
      try {
        const response = await fetch(formUrl(form), { headers: { Accept: "text/html" } });
        if (response.ok) next = new DOMParser().parseFromString(await response.text(), "text/html");
      } catch {
        // As without JavaScript.
      }
    }
    if (mine !== finding || !form.isConnected) return;
    const found = next?.getElementById("found-values");
    for (const link of found?.querySelectorAll("a.value") ?? []) link.dataset.live = "";
    place.replaceChildren(...(found?.childNodes ?? []));
    count.textContent = next?.getElementById("found")?.textContent ?? "";
  }

  function localTimes() {
    // Observers count to 24; the language and order of the date are the reader's.
    const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
    const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });
    for (const element of document.querySelectorAll("time[data-local]")) {
      const date = new Date(element.dateTime);
      if (Number.isNaN(date.getTime())) continue;
      const name = zone.formatToParts(date).find((part) => part.type === "timeZoneName")?.value ?? "";
      element.title = element.textContent.trim();
      element.textContent = `${format.format(date)} ${name}`;
      element.removeAttribute("data-local");
    }
  }

  function copyButtons() {
    for (const block of document.querySelectorAll("pre[data-copy]")) {
      block.removeAttribute("data-copy");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(block.textContent);
          button.textContent = "Copied";
        } catch {
          button.textContent = "Select it and copy by hand";
        }
      });
      block.before(button);
    }
  }

  let timer;
  function follow() {
    clearTimeout(timer);
    const seconds = Number(document.querySelector("[data-poll]")?.dataset.poll ?? 0);
    if (seconds > 0) {
      timer = setTimeout(async () => {
        if (!document.hidden) await show(location.href, "poll");
        follow();
      }, seconds * 1000);
    }
  }

  let stream;
  let streamed = "";
  /** Follows a page that says where its events are; polls it where no stream can be had. */
  function listen() {
    const region = document.querySelector("[data-events]");
    const url = region?.dataset.events ?? "";
    if (url === streamed) return;
    stream?.close();
    streamed = url;
    if (url === "") return;
    const mine = new EventSource(url);
    stream = mine;
    let waiting;
    const again = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => void show(location.href, "poll"), 100);
    };
    mine.addEventListener("stage", again);
    mine.addEventListener("set", (event) => setParts(JSON.parse(event.data)));
    mine.addEventListener("end", () => {
      mine.close();
      again();
    });
    mine.addEventListener("error", () => {
      if (mine.readyState !== EventSource.CLOSED) return;
      const holder = document.querySelector("[data-events]");
      if (holder === null) return;
      holder.dataset.poll = holder.dataset.fallback ?? "5";
      follow();
    });
  }

  function setParts(parts) {
    for (const { id, text, value, max } of parts) {
      const element = document.getElementById(id);
      if (element === null) continue;
      if (text !== undefined) element.textContent = text;
      if (max !== undefined) element.max = max;
      if (value !== undefined) element.value = value;
    }
  }

  function improve() {
    localTimes();
    copyButtons();
    follow();
    listen();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-live]");
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void show(link.href, "push");
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-live]")) return;
    event.preventDefault();
    clearTimeout(typing);
    void show(formUrl(event.target), "push");
  });
  let typing;
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-typed], form[data-find]");
    if (!form) return;
    clearTimeout(typing);
    const act = form.dataset.find === undefined ? () => show(formUrl(form), "replace") : () => findValues(form);
    typing = setTimeout(() => void act(), 250);
  });
  addEventListener("popstate", () => {
    // A link to a place on the page, the skip link for one, comes here too.
    if (here === location.pathname + location.search) return;
    const box = document.querySelector("form[data-typed] input[type=search]");
    if (box === null) return;
    box.value = new URLSearchParams(location.search).get(box.name) ?? "";
    void show(location.href, "none");
  });
  if (matchMedia("(min-width: 54.01rem)").matches) {
    for (const fold of document.querySelectorAll("details[data-wide-open]")) fold.open = true;
  }
  improve();
})();
