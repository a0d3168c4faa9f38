using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Agents;

/// <summary>How an agent runs a prompt unattended, without updates and telemetry. Its address and key are not part of this.</summary>
/// <param name="Program">The path of its executable in the installation.</param>
/// <param name="Arguments">The arguments before the prompt.</param>
/// <param name="Variables">Environment variables.</param>
internal sealed record UnattendedAgent(string Program, string[] Arguments, params (string Name, string Value)[] Variables)
{
    public static UnattendedAgent ClaudeCode { get; } = new(
        "@anthropic-ai/claude-code-linux-x64/claude", ["--print", "--allowedTools", "Bash", "--"],
        ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"), ("DISABLE_AUTOUPDATER", "1"), ("DISABLE_TELEMETRY", "1"));

    public static UnattendedAgent Cline { get; } = new("@cline/cli-linux-x64/bin/cline", ["--auto-approve", "true"], ("CLINE_TELEMETRY_DISABLED", "1"));

    public static UnattendedAgent Codex { get; } = new(".bin/codex", ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"]);

    public static UnattendedAgent Continue { get; } = new(".bin/cn", ["--print", "--auto"], ("CONTINUE_TELEMETRY_ENABLED", "0"));

    public static UnattendedAgent Copilot { get; } = new(
        "@github/copilot-linux-x64/copilot", ["--allow-all-tools", "--no-color", "--prompt"], ("COPILOT_AUTO_UPDATE", "false"));

    public static UnattendedAgent Droid { get; } = new(
        "@factory/cli-linux-x64/bin/droid", ["exec", "--model", "custom:JusInfer-0", "--skip-permissions-unsafe"],
        ("FACTORY_DISABLE_KEYRING", "1"), ("DROID_DISABLE_AUTO_UPDATE", "1"));

    public static UnattendedAgent GeminiCli { get; } = new(
        ".bin/gemini", ["--model", "jusInfer-auto", "--yolo", "--prompt"], ("GEMINI_CLI_TRUST_WORKSPACE", "true"));

    public static UnattendedAgent Goose { get; } = new(
        "@aaif/goose-binary-linux-x64/bin/goose", ["run", "--no-session", "--quiet", "--text"],
        ("GOOSE_MODE", "auto"), ("GOOSE_DISABLE_KEYRING", "1"), ("GOOSE_TELEMETRY_ENABLED", "false"));

    public static UnattendedAgent KiloCode { get; } = new(
        "@kilocode/cli-linux-x64/bin/kilo", ["run"],
        ("KILO_DISABLE_AUTOUPDATE", "1"), ("KILO_DISABLE_MODELS_FETCH", "1"), ("KILO_DISABLE_LSP_DOWNLOAD", "1"), ("KILO_TELEMETRY_LEVEL", "off"));

    public static UnattendedAgent OpenCode { get; } = new(
        "opencode-linux-x64/bin/opencode", ["run"],
        ("OPENCODE_DISABLE_AUTOUPDATE", "1"), ("OPENCODE_DISABLE_MODELS_FETCH", "1"), ("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"));

    public static UnattendedAgent Pi { get; } = new(".bin/pi", ["--print", "--no-session", "--offline", "--model", "jusinfer/jusInfer-auto"]);

    public static UnattendedAgent QwenCode { get; } = new(".bin/qwen", ["--yolo"]);

    /// <summary>The path of the executable.</summary>
    public string Path => Installation.Agent(Program);

    /// <summary>Creates the command that runs a prompt.</summary>
    public Command Command(Workspace workspace, string prompt, params (string Name, string Value)[] settings) =>
        workspace.Command(Path, [.. Arguments, prompt], [.. Variables, .. settings]);
}
