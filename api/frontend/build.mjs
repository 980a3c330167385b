// Copies the files listed in files.json from the pinned npm packages to ../static/vendor, and writes
// beside them integrity.json (file -> SRI hash) and LICENCES.txt. No bundler, no network, no scripts of others.
// Run: npm ci --ignore-scripts && node build.mjs

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "static", "vendor");

async function readJson(file) {
  return JSON.parse(await readFile(file, "utf-8"));
}

async function copyPackage(name, files) {
  const hashes = {};
  for (const [from, to] of Object.entries(files)) {
    const source = join(here, "node_modules", name, from);
    if (!existsSync(source)) throw new Error(`${name} has no ${from}: correct files.json, or run npm ci.`);
    await mkdir(dirname(join(vendor, to)), { recursive: true });
    await copyFile(source, join(vendor, to));
    hashes[to] = "sha384-" + createHash("sha384").update(await readFile(source)).digest("base64");
  }
  return hashes;
}

async function licence(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = await readJson(join(folder, "package.json"));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? (await readFile(join(folder, file), "utf-8")).trim() : "";
  return `${name} ${version} (${license})\n${"=".repeat(72)}\n${text}\n`;
}

const listed = await readJson(join(here, "files.json"));
await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
const integrity = {};
const licences = [];
for (const name of Object.keys(listed).sort()) {
  Object.assign(integrity, await copyPackage(name, listed[name]));
  licences.push(await licence(name));
}
await writeFile(join(vendor, "integrity.json"), JSON.stringify(integrity, null, 2) + "\n");
await writeFile(join(vendor, "LICENCES.txt"), licences.join("\n"));
console.log(`${Object.keys(integrity).length} files of ${licences.length} packages are in api/static/vendor.`);
