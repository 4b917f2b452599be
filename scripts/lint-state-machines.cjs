// Runs both public linters of the Amazon States Language over the given files; they find different
// faults. Called by scripts/lint-state-machines, which installs them.
const fs = require("node:fs");
const path = require("node:path");

const modules = path.join(process.argv[2], "node_modules");
const validate = require(path.join(modules, "asl-validator")).default
  ?? require(path.join(modules, "asl-validator"));
const { getLanguageService, TextDocument } = require(
  path.join(modules, "amazon-states-language-service/out/service"));

// Only filled in where a linter would look at what stands in the place of ${...}.
const ARN = "arn:aws:lambda:eu-central-1:000000000000:function:placeholder";

// The retry rules of all function calls are in a file of their own, as rounds' Definitions fills them in.
const retry = fs.readFileSync(path.join(__dirname, "../statemachine/lambda-retry.json"), "utf8").trim();

async function lint(file) {
  const text = fs.readFileSync(file, "utf8").replaceAll('"${LambdaRetry}"', retry).replaceAll("${Partition}", "aws").replace(/\$\{[A-Za-z0-9_]+\}/g, ARN);
  const findings = [];
  const json = JSON.parse(text);
  const result = validate(json, { checkPaths: true, checkArn: true });
  if (!result.isValid) {
    findings.push(...result.errors.map((e) => `asl-validator: ${e["Error code"]} ${e.path ?? ""} ${e.Message}`));
  }
  const document = TextDocument.create(`file://${file}`, "asl", 1, text);
  const service = getLanguageService({});
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document));
  for (const d of diagnostics) {
    findings.push(`amazon-states-language-service: line ${d.range.start.line + 1}: ${d.message}`);
  }
  return findings;
}

async function main() {
  let failed = false;
  for (const file of process.argv.slice(3)) {
    const findings = await lint(path.resolve(file));
    failed ||= findings.length > 0;
    findings.forEach((finding) => console.error(`${file}: ${finding}`));
    console.log(`${file}: ${findings.length} findings`);
  }
  process.exitCode = failed ? 1 : 0;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 2;
});
