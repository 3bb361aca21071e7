// SPDX-License-Identifier: MIT
// Looks at a page as a reader would, and tells the page around it what is
// wrong: what is too wide, clipped, or on top of each other. Put into a copy
// of the report by run-browser.
"use strict";

// A line box is higher than its letters: only their middle counts.
const LETTERS = 0.5;
// Pixels that a measured box may be off.
const SLACK = 1;
// The height of a letter that can be read.
const LEAST_LETTER = 6;
// A window that is so wide has room for what a reader looks for first.
const WIDE = 1000;

function letters(element) {
	const box = element.getBoundingClientRect();
	// Rotated text has its height across.
	const upright = box.height > 1.5 * box.width &&
			element.textContent.trim().length > 2;
	const x = upright ? box.width * (1 - LETTERS) / 2 : 0;
	const y = upright ? 0 : box.height * (1 - LETTERS) / 2;
	return {
		left: box.left + x, right: box.right - x,
		top: box.top + y, bottom: box.bottom - y,
		text: element.textContent.trim(),
	};
}

function overlap(a, b) {
	return Math.min(a.right, b.right) - Math.max(a.left, b.left) > SLACK &&
	       Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;
}

function lookAtChart(svg, found) {
	const edge = svg.getBoundingClientRect();
	const name = svg.getAttribute("aria-label");
	const texts = Array.from(svg.querySelectorAll("text"), letters)
		.filter(box => box.text !== "");
	// In a narrow window letters need not be read before the chart is
	// enlarged.
	const shrunk = innerWidth >= WIDE ? svg.getScreenCTM().a :
		svg.width.baseVal.value / (svg.viewBox.baseVal?.width ||
					   svg.width.baseVal.value);
	for (const text of svg.querySelectorAll("text"))
		if (parseFloat(getComputedStyle(text).fontSize) * shrunk <
		    LEAST_LETTER) {
			found.push(`too small in "${name}": ${text.textContent}`);
			break;
		}
	for (const box of texts)
		if (box.left < edge.left - SLACK || box.right > edge.right + SLACK ||
		    box.top < edge.top - SLACK || box.bottom > edge.bottom + SLACK)
			found.push(`clipped in "${name}": ${box.text}`);
	texts.forEach((box, i) => {
		for (const other of texts.slice(i + 1))
			if (overlap(box, other))
				found.push(`overlap in "${name}": ` +
					   `${box.text} / ${other.text}`);
	});
	return texts.length;
}

/* Tables of which nothing is out of sight, but for those that are folded up. */
function lookAtTables(found) {
	for (const table of document.querySelectorAll(".scroll table")) {
		const room = table.parentElement.clientWidth;
		if (!table.closest("details:not([open])") &&
		    table.scrollWidth > room + SLACK)
			found.push(`a table is ${table.scrollWidth} pixels wide, ` +
				   `its frame ${room}: ${table.tHead?.textContent}`);
	}
}

function pressSpace(element) {
	return element.dispatchEvent(new KeyboardEvent("keydown", {
		key: " ", bubbles: true, cancelable: true }));
}

/* Each chart has a name of its own; those that are buttons get larger. */
function lookAtFrames(found) {
	const names = new Set();
	for (const chart of document.querySelectorAll(".chart")) {
		const name = chart.getAttribute("aria-label");
		const width = () =>
			chart.querySelector("svg").getBoundingClientRect().width;
		const before = width();
		if (!name || names.has(name))
			found.push(`no name of its own: "${name}"`);
		names.add(name);
		if (chart.getAttribute("role") !== "button")
			continue;
		if (pressSpace(chart) || width() <= before)
			found.push(`Space does not enlarge "${name}"`);
		pressSpace(chart);
		if (width() !== before)
			found.push(`Space does not shrink "${name}" again`);
	}
}

function look() {
	const found = [];
	const root = document.documentElement;
	let texts = 0;

	if (root.scrollWidth > innerWidth)
		found.push(`the page is ${root.scrollWidth} pixels wide`);
	for (const svg of document.querySelectorAll("svg"))
		texts += lookAtChart(svg, found);
	lookAtFrames(found);
	if (innerWidth >= WIDE)
		lookAtTables(found);
	for (const element of document.querySelectorAll("body *:not(svg *)")) {
		const style = getComputedStyle(element);
		if (element.scrollWidth > element.clientWidth + SLACK &&
		    ["hidden", "clip"].includes(style.overflowX))
			found.push(`clipped: ${element.tagName}`);
	}
	const names = Array.from(document.querySelectorAll("[id]"),
				 element => element.id);
	if (new Set(names).size < names.length)
		found.push("an identifier is there twice");
	for (const button of document.querySelectorAll("th button"))
		button.click();
	return { width: innerWidth, texts, found };
}

addEventListener("load", () => {
	parent.postMessage(JSON.stringify(look()), "*");
});
