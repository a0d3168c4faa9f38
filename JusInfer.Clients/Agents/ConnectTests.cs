using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>
/// Connects the agents with the setup scripts of the gateway under test, in an empty home folder, and runs them as a new shell does. The scripts
/// of the SDKs' pages are downloaded from it and run.
/// </summary>
[Trait("Promise", "P-27")]
[Trait("Promise", "P-28")]
public sealed class ConnectTests(ClientFixture fixture) : AgentTests(fixture)
{
    /// <summary>The command of the page, a new shell, and the agent. Only the command has the key.</summary>
    private const string SetUpAndRun = """
        set -e -o pipefail
        curl -fsSL "$1/connect/$2/setup.sh" | JUSINFER_API_KEY=$SETUP_KEY sh >&2
        unset SETUP_KEY
        if [ -e ~/.profile ]; then . ~/.profile; fi
        shift 2
        exec "$@"
        """;

    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Goose_completes_its_task() => CompletesTaskAsync(
        "goose", "@aaif/goose-binary-linux-x64/bin/goose", ["run", "--no-session", "--quiet", "--text"],
        ("GOOSE_MODE", "auto"), ("GOOSE_DISABLE_KEYRING", "1"), ("GOOSE_TELEMETRY_ENABLED", "false"));

    [Fact]
    public Task Claude_Code_completes_its_task() => CompletesTaskAsync(
        "claude-code", "@anthropic-ai/claude-code-linux-x64/claude", ["--print", "--allowedTools", "Bash", "--"],
        ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"), ("DISABLE_AUTOUPDATER", "1"), ("DISABLE_TELEMETRY", "1"));

    [Fact]
    public Task Codex_completes_its_task() => CompletesTaskAsync(
        "codex", ".bin/codex", ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"]);

    [Fact]
    public Task OpenCode_completes_its_task() => CompletesTaskAsync(
        "opencode", "opencode-linux-x64/bin/opencode", ["run"],
        ("OPENCODE_DISABLE_AUTOUPDATE", "1"), ("OPENCODE_DISABLE_MODELS_FETCH", "1"), ("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"));

    [Fact]
    public Task Kilo_Code_completes_its_task() => CompletesTaskAsync(
        "kilo-code", "@kilocode/cli-linux-x64/bin/kilo", ["run"],
        ("KILO_DISABLE_AUTOUPDATE", "1"), ("KILO_DISABLE_MODELS_FETCH", "1"), ("KILO_DISABLE_LSP_DOWNLOAD", "1"), ("KILO_TELEMETRY_LEVEL", "off"));

    [Fact]
    public Task Continue_completes_its_task() => CompletesTaskAsync("continue", ".bin/cn", ["--print", "--auto"], ("CONTINUE_TELEMETRY_ENABLED", "0"));

    [Fact]
    public Task Qwen_Code_completes_its_task() => CompletesTaskAsync("qwen-code", ".bin/qwen", ["--yolo"]);

    [Fact]
    public Task Pi_completes_its_task() => CompletesTaskAsync("pi", ".bin/pi", ["--print", "--no-session", "--offline", "--model", "jusinfer/jusInfer-auto"]);

    [Fact]
    public Task Gemini_CLI_completes_its_task() => CompletesTaskAsync(
        "gemini-cli", ".bin/gemini", ["--model", "jusInfer-auto", "--yolo", "--prompt"], ("GEMINI_CLI_TRUST_WORKSPACE", "true"));

    [Fact]
    public Task Copilot_completes_its_task() => CompletesTaskAsync(
        "copilot-cli", "@github/copilot-linux-x64/copilot", ["--allow-all-tools", "--no-color", "--prompt"], ("COPILOT_AUTO_UPDATE", "false"));

    [Fact]
    public Task Droid_completes_its_task() => CompletesTaskAsync(
        "droid", "@factory/cli-linux-x64/bin/droid", ["exec", "--model", "custom:JusInfer-0", "--skip-permissions-unsafe"],
        ("FACTORY_DISABLE_KEYRING", "1"), ("DROID_DISABLE_AUTO_UPDATE", "1"));

    [Theory]
    [InlineData("openai-node", "hello.mjs")]
    [InlineData("anthropic-node", "hello.mjs")]
    [InlineData("google-genai", "hello.mjs")]
    [InlineData("ollama", "hello.mjs")]
    [InlineData("langgraph", "agent.mjs")]
    [InlineData("openai-agents", "agent.mjs")]
    [InlineData("vercel-ai", "agent.mjs")]
    public async Task A_downloaded_script_prints_the_answer(string client, string file)
    {
        Installation.SkipWithout(Path.Combine(Installation.Sdks, "node_modules", ".package-lock.json"), "sdks");
        var endpoint = await Fixture.EndpointAsync(ClientTarget.OpenAiChat);
        using var workspace = new Workspace();
        Directory.CreateSymbolicLink(Path.Combine(workspace.Folder, "node_modules"), Path.Combine(Installation.Sdks, "node_modules"));

        var command = workspace.Command(
            "/bin/bash", ["-c", "curl -fsSLO \"$1\" && exec node \"$2\"", "download", $"{endpoint.Host}/connect/{client}/{file}", file], ("JUSINFER_API_KEY", endpoint.Key));
        var result = await command.RunAsync(ScriptTimeout);

        result.Output.ShouldContain(" said: ", Case.Sensitive, result.ToString());
    }

    /// <param name="client">The slug of the agent's page.</param>
    /// <param name="program">The path of the agent in the installation.</param>
    /// <param name="arguments">The arguments before the prompt, which let the agent run unattended.</param>
    /// <param name="variables">Variables that let the agent run without updates and telemetry.</param>
    private Task CompletesTaskAsync(string client, string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var path = Installation.Agent(program);
        return CompletesTaskAsync(ClientTarget.OpenAiChat, Dialect.OpenAiChat, path, (endpoint, workspace, prompt) => workspace.Command(
            "/bin/bash", ["-c", SetUpAndRun, "connect", endpoint.Host, client, path, .. arguments, prompt], [("SETUP_KEY", endpoint.Key), .. variables]));
    }
}
