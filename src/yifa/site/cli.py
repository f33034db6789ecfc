"""The command line: `yifa COMMAND`, each with --help, plain errors, exit codes, and --json where a program reads it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module

Command = Callable[[list[str]], int]

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("yifa.site.serving:demo_command", "演示：建库、装载示范区、在本机打开"),
    "serve": ("yifa.site.serving:serve_command", "正式运行：网页服务与后台循环"),
    "worker": ("yifa.site.serving:worker_command", "只运行后台循环"),
    "migrate": ("yifa.site.commands:migrate_command", "建立或者升级数据库"),
    "setup": ("yifa.site.setup:setup_command", "登记首个单位和三类管理员"),
    "due": ("yifa.law.cli:due_command", "推算期限"),
    "import": ("yifa.ledger.importing.cli:import_command", "导入登记簿"),
    "figures": ("yifa.kernel.figure.cli:figures_command", "查询指标"),
    "report": ("yifa.account.report.cli:report_command", "生成报告章节"),
    "check-report": ("yifa.account.check.cli:check_report_command", "审读已公布的年度报告"),
    "verify": ("yifa.site.commands:verify_command", "核验全部历史，或者核验导出的档案包"),
    "package": ("yifa.site.commands:package_command", "导出事项档案包"),
    "backup": ("yifa.site.backup:backup_command", "在线备份：数据库和文件"),
    "restore": ("yifa.site.restore:restore_command", "把备份恢复到空的位置"),
    "rotate-keys": ("yifa.site.rotation:rotate_command", "更换数据密钥，可以中断再续"),
    "seed": ("yifa.site.commands:seed_command", "装载一个年度的原始记录"),
    "doctor": ("yifa.site.doctor:doctor_command", "检查环境；--coverage 显示已证明的系统和指标"),
}
WITHOUT_DJANGO = {"due", "check-report"}


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name.ljust(width)}  {about}" for name, (_, about) in COMMANDS.items()]
    return "用法：yifa 命令 [参数]\n\n" + "\n".join(lines) + "\n\nyifa 命令 --help 看该命令的用法"


def _operands(words: list[str]) -> list[str]:
    """The words that are neither options nor the value of `--jobs` or `--key`."""
    return [w for n, w in enumerate(words) if n == 0 or words[n - 1] not in ("--jobs", "--key")]


def _load(target: str) -> Command:
    module, _, name = target.partition(":")
    function: Command = getattr(import_module(module), name)
    return function


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 something is wrong, 2 the words are off)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help", "help"):
        sys.stdout.write(_help() + "\n")
        return 0
    name, rest = words[0], words[1:]
    if name in ("-V", "--version", "version"):
        from yifa import __version__

        sys.stdout.write(f"yifa {__version__}\n")
        return 0
    if name not in COMMANDS:
        sys.stderr.write(f"没有这个命令：{name}\n\n{_help()}\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.site.settings")
    if name == "demo":
        os.environ["YIFA_DEMO"] = "1"
    # Packages are verified where nothing is installed or set up.
    apart = name == "verify" and any(not word.startswith("-") for word in _operands(rest))
    if name not in WITHOUT_DJANGO and not apart:
        import django

        django.setup()
    return _load(COMMANDS[name][0])(rest)


if __name__ == "__main__":
    sys.exit(main())
