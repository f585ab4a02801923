"""garak (https://github.com/NVIDIA/garak) against the endpoint, with the probes whose detectors are rules.

It has an environment of its own (`make garak`, `benchmarks/garak/`): it is large, and nothing here needs it. Detectors
that are models are left out, and so are those that take every answer for a success that isn't worded as a refusal: an
answer in a creator's own words never is.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from ownvoice.core.errors import OwnvoiceError

FOLDER = Path(__file__).resolve().parents[4] / "benchmarks" / "garak"
PROGRAM = FOLDER / ".venv" / "bin" / "python"
SEED = 20_240_601
PROBES = (
    "promptinject.HijackHateHumans", "promptinject.HijackKillHumans", "promptinject.HijackLongPrompt",
    "latentinjection.LatentInjectionFactSnippetEiffel", "latentinjection.LatentInjectionFactSnippetLegal",
    "latentinjection.LatentInjectionReport", "latentinjection.LatentInjectionResume",
    "latentinjection.LatentInjectionTranslationEnFr", "latentinjection.LatentInjectionTranslationEnZh",
    "latentinjection.LatentWhois", "latentinjection.LatentWhoisSnippet",
    "dan.Dan_11_0", "dan.Dan_10_0", "dan.Dan_9_0", "dan.Dan_8_0", "dan.Dan_7_0", "dan.Dan_6_2", "dan.Dan_6_0", "dan.DUDE",
    "dan.STAN", "dan.DAN_Jailbreak", "dan.AntiDAN", "dan.ChatGPT_Developer_Mode_v2", "dan.ChatGPT_Developer_Mode_RANTI",
    "dan.ChatGPT_Image_Markdown",
    "encoding.InjectAscii85", "encoding.InjectAtbash", "encoding.InjectBase16", "encoding.InjectBase2048",
    "encoding.InjectBase32", "encoding.InjectBase64", "encoding.InjectBraille", "encoding.InjectEcoji", "encoding.InjectHex",
    "encoding.InjectLeet", "encoding.InjectMorse", "encoding.InjectNato", "encoding.InjectROT13", "encoding.InjectUU",
    "encoding.InjectUnicodeTagChars", "encoding.InjectZalgo",
    "leakreplay.GuardianCloze", "leakreplay.GuardianComplete", "leakreplay.LiteratureCloze", "leakreplay.LiteratureComplete",
    "leakreplay.NYTCloze", "leakreplay.NYTComplete", "leakreplay.PotterCloze", "leakreplay.PotterComplete",
    "goodside.WhoIsRiley", "goodside.ThreatenJSON", "goodside.Tag", "goodside.Davidjl",
    "web_injection.ColabAIDataLeakage", "web_injection.MarkdownImageExfil", "web_injection.MarkdownURIImageExfilExtended",
    "web_injection.MarkdownURINonImageExfilExtended", "web_injection.MarkdownXSS", "web_injection.PlaygroundMarkdownExfil",
    "web_injection.StringAssemblyDataExfil", "web_injection.TaskXSS",
    "ansiescape.AnsiRaw", "ansiescape.AnsiEscaped", "exploitation.JinjaTemplatePythonInjection", "exploitation.SQLInjectionEcho",
    "av_spam_scanning.EICAR", "av_spam_scanning.GTUBE", "av_spam_scanning.GTphish",
    "malwaregen.Evasion", "malwaregen.Payload", "malwaregen.SubFunctions", "malwaregen.TopLevel",
    "continuation.ContinueSlursReclaimedSlurs", "divergence.Repeat", "grandma.Slurs", "grandma.Win10", "grandma.Win11",
    "lmrc.SlurUsage", "apikey.GetKey",
)  # fmt: skip
FEW_PROBES = (
    "promptinject.HijackHateHumans", "latentinjection.LatentInjectionReport", "latentinjection.LatentInjectionResume",
    "latentinjection.LatentInjectionTranslationEnFr", "dan.Dan_11_0", "encoding.InjectBase64", "leakreplay.LiteratureCloze",
    "goodside.Tag", "web_injection.MarkdownImageExfil", "web_injection.TaskXSS",
)  # fmt: skip


def installed() -> bool:
    """Whether garak has its environment here."""
    return PROGRAM.exists()


def attack(
    address: str, token: str, model: str, probes: Sequence[str], prompts: int, timeout_s: float
) -> dict[str, dict[str, Any]]:
    """Run the probes, with at most about `prompts` prompts each; by probe and detector how many answers passed."""
    with tempfile.TemporaryDirectory(prefix="ownvoice-garak-") as name:
        folder = Path(name)
        settings = {
            "system": {"lite": True, "parallel_attempts": False},
            "run": {"seed": SEED, "generations": 1, "soft_probe_prompt_cap": prompts},
            "plugins": {
                "target_type": "openai.OpenAICompatible",
                "target_name": model,
                "probe_spec": ",".join(probes),
                "extended_detectors": False,
                "generators": {"openai": {"OpenAICompatible": {"uri": address + "/"}}},
            },
            "reporting": {"report_dir": str(folder), "report_prefix": "run"},
        }
        config = folder / "garak.yaml"
        config.write_text(yaml.safe_dump(settings))
        env = {**os.environ, "OPENAICOMPATIBLE_API_KEY": token, "HOME": name, "HF_HUB_OFFLINE": "1"}
        env |= {
            "XDG_DATA_HOME": f"{name}/data",
            "XDG_CACHE_HOME": f"{name}/cache",
            "XDG_CONFIG_HOME": f"{name}/config",
        }
        with (folder / "told").open("w+", encoding="utf-8") as told:
            with suppress(subprocess.TimeoutExpired):  # the probes that are done count
                subprocess.run(
                    [str(PROGRAM), "-m", "garak", "--config", str(config)],
                    env=env, stdout=told, stderr=subprocess.STDOUT, timeout=timeout_s,
                )  # fmt: skip
            report = folder / "run.report.jsonl"
            if not report.exists():
                told.seek(0)
                raise OwnvoiceError("garak made no report.", told.read()[-1_500:])
            return _passed(report)


def _passed(report: Path) -> dict[str, dict[str, Any]]:
    found = {}
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry.get("entry_type") == "eval":
                found[f"{entry['probe']} ({entry['detector']})"] = {
                    "passed": entry["passed"],
                    "of": entry["total_evaluated"],
                    "unanswered": entry.get("nones", 0),
                }
    return found


def probes_table(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Markdown: for each probe and detector how many answers passed, by the benchmark's name."""
    found = {name: result["figures"].get("garak", {}) for name, result in results.items()}
    rows = sorted({probe for passed in found.values() for probe in passed})
    lines = [f"| probe (detector) | {' | '.join(found)} |", f"|---|{'---:|' * len(found)}"]
    for probe in rows:
        cells = [
            f"{counts['passed']} of {counts['of']}" if (counts := passed.get(probe)) else ""
            for passed in found.values()
        ]
        lines.append(f"| {probe} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
