// Before a script, pnpm installs everything if something is missing (`verifyDepsBeforeRun`). `pnpm start` needs only a part
// of it, and installs that itself: see scripts/install-demo.mjs.
const { execFileSync } = require("node:child_process");
const { readFileSync } = require("node:fs");

/** The command line of pnpm, which runs these hooks in a process of their own. Where neither way works, everything is installed. */
function commandLine() {
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").split("\0");
  } catch {
    try {
      return execFileSync("ps", ["-o", "args=", "-p", `${process.ppid}`], { encoding: "utf8" }).split(" ");
    } catch {
      return [];
    }
  }
}

module.exports = {
  hooks: {
    updateConfig(config) {
      if (commandLine()[1]?.trim() === "start") config.verifyDepsBeforeRun = false;
      return config;
    },
  },
};
