"""Known vulnerabilities of the pinned versions.

What enters: constraints.txt, and accepted.txt beside this file: an identifier and a reason a line. What leaves: findings, one a line, and
the exit status: 1 for a finding that is not accepted, or for one accepted that is none any more. Where the vulnerability service cannot be
asked, it says so and ends with 0: what is not known is no finding. It deliberately installs and changes nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PINS = HERE.parent / "constraints.txt"
ACCEPTED = HERE / "accepted.txt"
# Two hundred look-ups take half a minute; a service that does not answer is not waited for longer.
SECONDS = 240


def main() -> int:
    """Ask, print, and tell the exit status."""
    lines, wrong = judged(asked(), accepted_findings(ACCEPTED.read_text(encoding="utf-8")))
    print("\n".join(f"audit: {line}" for line in lines))
    return int(wrong > 0)


def judged(packages: list[dict[str, Any]], accepted: dict[str, str]) -> tuple[list[str], int]:
    """What there is to say, and how much of it has to be mended."""
    known = [package for package in packages if "vulns" in package]
    unknown = [package["name"] for package in packages if "vulns" not in package]
    if not known:
        return ["the vulnerability service could not be asked; NOTHING WAS CHECKED"], 0
    said = [f"{len(unknown)} of {len(packages)} packages are not known to the service: {', '.join(unknown)}"] if unknown else []
    wrong, seen = 0, set()
    for package, finding in [(one, finding) for one in known for finding in one["vulns"]]:
        names = {finding["id"], *finding["aliases"]}
        seen |= names
        reason = next((accepted[name] for name in sorted(names) if name in accepted), "")
        mended = f"; mended in {', '.join(finding['fix_versions'])}" if finding["fix_versions"] else ""
        said.append(f"{package['name']} {package['version']}: {finding['id']}{f', accepted: {reason}' if reason else mended}")
        wrong += not reason
    stale = sorted(accepted.keys() - seen)
    said += [f"{name} is accepted and not found any more; take it out of {ACCEPTED.name}" for name in stale]
    wrong += len(stale)
    return [*said, f"{len(known)} packages checked, {wrong} to mend"], wrong


def accepted_findings(listed: str) -> dict[str, str]:
    """The reasons by identifier."""
    lines = [line.split(None, 1) for line in listed.splitlines() if line.strip() and not line.startswith("#")]
    if bare := [line[0] for line in lines if len(line) < 2]:
        sys.exit(f"audit: {bare[0]} is accepted without a reason")
    return dict(lines)


def asked() -> list[dict[str, Any]]:
    """What the service says of each pinned package; nothing where it cannot be asked."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(PINS), "--no-deps", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run([*command, "--progress-spinner", "off"], capture_output=True, text=True, timeout=SECONDS, check=False)
        answer: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    return answer


if __name__ == "__main__":
    sys.exit(main())
