// Numbers, sizes and times as the reader's language writes them.
import {currentLanguage, t} from "./i18n.js";

const locale = () => (currentLanguage() === "ja" ? "ja-JP" : "en-GB");
export const number = (value) => (value === null || value === undefined ? "–" : new Intl.NumberFormat(locale()).format(value));

const SIZES = ["B", "kB", "MB", "GB", "TB"];
export function bytes(value) {
  if (value === null || value === undefined) return "–";
  let size = value, unit = 0;
  while (size >= 1000 && unit < SIZES.length - 1) { size /= 1000; unit += 1; }
  return `${new Intl.NumberFormat(locale(), {maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0}).format(size)} ${SIZES[unit]}`;
}
export const rate = (value) => (value === null || value === undefined ? "–" : `${bytes(value)}/s`);

// "3 d 4 h", "12 min", "8 s": the two largest units.
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds ?? 0));
  const parts = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  let left = whole;
  const told = [];
  for (const [unit, length] of parts) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0 || (unit === "s" && told.length === 0)) told.push(t(`unit.${unit}`, {n: count}));
    if (told.length === 2) break;
  }
  return told.join(" ");
}

// The policy's, which the log is written in; until it is known, the reader's own.
let timeZone;
export const setTimeZone = (name) => { timeZone = name ?? undefined; };

// RFC 3339 as "2026-11-21 12:00:00": as it is written, or UTC in the policy's time zone.
export function moment(text) {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(text ?? "");
  if (!parts) return text ?? "–";
  if (!text.endsWith("Z")) return `${parts[1]} ${parts[2]}`;
  return new Date(text).toLocaleString("sv-SE", {timeZone});
}
export const clock = (date) => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
const two = (value) => String(value).padStart(2, "0");

// "sha256:0123456789ab…"
export const shortDigest = (text) => (text ? text.replace(/^sha256:/, "").slice(0, 12) : "–");

export function endpoint(address, port) {
  if (!address) return "–";
  if (port === null || port === undefined) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

export const person = (by) => (by ? `${by.user ?? `uid ${by.uid}`} (pid ${by.pid}, ${by.command})` : "–");
