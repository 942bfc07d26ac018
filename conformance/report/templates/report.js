"use strict";
// Filter the requirements, open linked details and copy commands. The page can be read without the script.
(() => {
  const root = document.documentElement;
  const rows = [...document.querySelectorAll(".rows > li")];
  const groups = [...document.querySelectorAll(".group")];
  const chips = [...document.querySelectorAll(".chips button")];
  const text = document.getElementById("text");
  const section = document.getElementById("section");
  const shown = document.getElementById("shown");
  const words = new Map();
  root.classList.add("scripted");

  // The text of a row for searching: its summary and the text of the requirement. Read once, on first use.
  const wordsOf = (row) => {
    if (!words.has(row)) {
      const parts = row.querySelectorAll("summary, .wording");
      words.set(row, [...parts].map((part) => part.textContent).join(" ").toLowerCase());
    }
    return words.get(row);
  };

  const pressed = (kind) =>
    new Set(chips.filter((chip) => chip.ariaPressed === "true" && chip.dataset[kind]).map((chip) => chip.dataset[kind]));

  function filter() {
    const levels = pressed("level");
    const verdicts = pressed("verdict");
    const sought = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      row.hidden =
        (levels.size > 0 && !levels.has(row.dataset.level)) ||
        (verdicts.size > 0 && !verdicts.has(row.dataset.verdict)) ||
        (section.value !== "" && row.closest(".group").id !== section.value) ||
        !sought.every((word) => wordsOf(row).includes(word));
    }
    for (const group of groups) group.hidden = !group.querySelector(".rows > li:not([hidden])");
    const left = rows.filter((row) => !row.hidden).length;
    shown.textContent = left === rows.length ? `${left} shown` : `${left} of ${rows.length} shown`;
  }

  function clear() {
    for (const chip of chips) chip.ariaPressed = "false";
    text.value = section.value = "";
    filter();
  }

  // The target of a link may be filtered out or inside a closed element.
  function jump() {
    const target = document.querySelector(":target");
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    const place = target.parentElement.localName === "details" ? target.parentElement : target;
    place.scrollIntoView();
    place.querySelector(":scope > summary")?.focus({ preventScroll: true });
  }

  async function copy(button) {
    const line = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(line.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(line);
      button.textContent = "Selected";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  }

  document.addEventListener("click", (event) => {
    const cell = event.target.closest(".cell[data-id]");
    const link = event.target.closest("a[href^='#']");
    const button = event.target.closest("button");
    if (cell) location.hash = cell.dataset.id;
    if (link?.dataset.verdict) {
      clear();
      chips.find((chip) => chip.dataset.verdict === link.dataset.verdict).ariaPressed = "true";
      filter();
    }
    if (cell || link) setTimeout(jump); // also if the address already has this hash
    if (button?.matches(".chips button")) {
      button.ariaPressed = String(button.ariaPressed !== "true");
      filter();
    }
    if (button?.matches(".copy")) copy(button);
    if (button?.id === "all") clear();
  });
  text.addEventListener("input", filter);
  section.addEventListener("change", filter);
  addEventListener("hashchange", jump);
  jump();
})();
