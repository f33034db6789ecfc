"""Every setting of the environment, in one list: docs/operations/configuration.md is made of it, and a test holds the
program to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One variable: what it means and what holds without it."""

    name: str
    about: str
    default: str = "空"
    secret: bool = False


GROUPS: tuple[tuple[str, tuple[Variable, ...]], ...] = (
    ("数据和密钥", (
        Variable("DATABASE_URL", "`postgresql://用户:口令@主机:端口/库`；多台主机用逗号隔开并加 `?target_session_attrs=read-write`；留空用内置 SQLite", secret=True),
        Variable("YIFA_VAR", "数据文件夹：SQLite、材料文件、密钥、锚点", "`./var`"),
        Variable("YIFA_SECRET_KEY", "会话签名密钥，40 位以上随机字符", "首次运行生成，存于 `var/secrets`", True),
        Variable("YIFA_DATA_KEY", "敏感字段加密密钥（只有一个时）", "首次运行生成", True),
        Variable("YIFA_DATA_KEYS", "敏感字段加密密钥，逗号分隔，第一个用于写入，其余只读", "`YIFA_DATA_KEY`", True),
        Variable("YIFA_CIPHER", "写入所用的算法：`aes` 或者 `sm4`", "`aes`"),
        Variable("YIFA_BLIND_KEY", "精确查找索引的密钥（只有一个时）", "首次运行生成", True),
        Variable("YIFA_BLIND_KEYS", "精确查找索引的密钥，逗号分隔，第一个用于写入", "`YIFA_BLIND_KEY`", True),
        Variable("YIFA_DIGEST", "摘要算法：`sm3` 或者 `sha256`；有数据后不能更换", "`sm3`"),
    )),
    ("防篡改", (
        Variable("YIFA_ANCHOR", "封存锚点文件；放在数据库管理员不能写的位置", "`var/anchors.jsonl`"),
        Variable("YIFA_ANCHOR_COPY", "锚点的第二处：另一块盘或者另一台主机的挂载"),
        Variable("YIFA_ANCHOR_KEY", "锚点签名私钥：Ed25519 的 32 字节种子，base64", "首次运行生成", True),
    )),
    ("材料", (
        Variable("YIFA_MAX_UPLOAD", "单个文件上限，字节", "52428800"),
        Variable("YIFA_SCANNER", "查毒：`clamd:/run/clamav/clamd.ctl`、`clamd:主机:端口` 或者 `command:程序 参数`（退出码 0 通过、1 有毒）；留空不查"),
        Variable("YIFA_FONT_DIR", "公文字体所在文件夹，多个用冒号隔开", "系统字体"),
    )),
    ("网站", (
        Variable("HOST", "监听地址", "127.0.0.1"),
        Variable("PORT", "监听端口", "8000"),
        Variable("YIFA_WORKERS", "网页进程数（SQLite 固定为 1）", "2"),
        Variable("YIFA_HOSTS", "允许的域名，逗号分隔", "本机"),
        Variable("YIFA_ORIGINS", "跨站提交的可信来源，逗号分隔，须为 https"),
        Variable("YIFA_HTTPS", "`1`：安全 Cookie 与 HSTS（前置 TLS）"),
        Variable("YIFA_HSTS_SUBDOMAINS", "`1`：HSTS 覆盖子域名"),
        Variable("YIFA_PROXIES", "可信的反向代理地址或者网段，逗号分隔"),
        Variable("YIFA_RATE_LIMITS", "`0`：不限制访问频率", "1"),
        Variable("YIFA_RATE_STORE", "频率计数的位置：`memory`（单进程）或者 `database`", "随数据库"),
        Variable("YIFA_RATE_*", "各类请求的频率上限，`次数/秒数`，名称见 SECURITY.md", "见设置"),
    )),
    ("登录", (
        Variable("YIFA_IDLE_MINUTES", "无操作退出的分钟数", "30"),
        Variable("YIFA_SESSION_HOURS", "一次登录最长的小时数", "12"),
        Variable("YIFA_STEP_UP_MINUTES", "重要操作再次验证身份后有效的分钟数", "15"),
        Variable("YIFA_PASSWORD_DAYS", "口令有效天数", "180"),
        Variable("YIFA_FACTOR", "谁必须绑定第二因素：`nobody`、`administrators`、`everybody`", "`administrators`"),
        Variable("YIFA_OIDC_ISSUER", "统一身份认证的签发地址；留空不启用"),
        Variable("YIFA_OIDC_CLIENT", "客户端编号"),
        Variable("YIFA_OIDC_SECRET", "客户端密钥", secret=True),
        Variable("YIFA_OIDC_CLAIM", "对应账号的声明", "`preferred_username`"),
        Variable("YIFA_OIDC_NAME", "登录按钮上的名称", "统一身份认证"),
    )),
    ("运行", (
        Variable("YIFA_LOG", "日志级别", "`WARNING`"),
        Variable("YIFA_LOG_FORM", "日志形式：`json` 或者 `plain`", "`json`"),
        Variable("YIFA_LOG_REQUESTS", "`1`：每次请求记一行", "1"),
        Variable("YIFA_METRICS_TOKEN", "`/metrics` 的令牌；留空只对本机开放", secret=True),
        Variable("YIFA_DEBUG", "`1`：调试，正式运行不得使用"),
        Variable("YIFA_DEMO", "`1`：演示；`yifa demo` 自动设置"),
    )),
)  # fmt: skip
"""Title and variables of each part of the list."""


def variables() -> dict[str, Variable]:
    """Every declared variable by name."""
    return {v.name: v for _, group in GROUPS for v in group}


def page() -> str:
    """docs/operations/configuration.md."""
    lines = [
        "# 设置",
        "",
        "全部设置来自环境变量。本页由程序生成（`yifa doctor --environment`），与程序不符时测试不通过。",
        "",
    ]
    for title, group in GROUPS:
        lines += [f"## {title}", "", "| 变量 | 含义 | 缺省 |", "|---|---|---|"]
        for v in group:
            mark = "（保密）" if v.secret else ""
            lines.append(f"| `{v.name}` | {v.about}{mark} | {v.default} |")
        lines.append("")
    return "\n".join(lines)
