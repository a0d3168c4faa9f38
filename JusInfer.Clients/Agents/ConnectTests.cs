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

    [Fact]
    public Task Goose_completes_its_task() => CompletesTaskAsync("goose", UnattendedAgent.Goose);

    [Fact]
    public Task Claude_Code_completes_its_task() => CompletesTaskAsync("claude-code", UnattendedAgent.ClaudeCode);

    [Fact]
    public Task Codex_completes_its_task() => CompletesTaskAsync("codex", UnattendedAgent.Codex);

    [Fact]
    public Task OpenCode_completes_its_task() => CompletesTaskAsync("opencode", UnattendedAgent.OpenCode);

    [Fact]
    public Task Kilo_Code_completes_its_task() => CompletesTaskAsync("kilo-code", UnattendedAgent.KiloCode);

    [Fact]
    public Task Continue_completes_its_task() => CompletesTaskAsync("continue", UnattendedAgent.Continue);

    [Fact]
    public Task Qwen_Code_completes_its_task() => CompletesTaskAsync("qwen-code", UnattendedAgent.QwenCode);

    [Fact]
    public Task Pi_completes_its_task() => CompletesTaskAsync("pi", UnattendedAgent.Pi);

    [Fact]
    public Task Gemini_CLI_completes_its_task() => CompletesTaskAsync("gemini-cli", UnattendedAgent.GeminiCli);

    [Fact]
    public Task Copilot_completes_its_task() => CompletesTaskAsync("copilot-cli", UnattendedAgent.Copilot);

    [Fact]
    public Task Droid_completes_its_task() => CompletesTaskAsync("droid", UnattendedAgent.Droid);

    [Theory]
    [InlineData("openai-node", "hello.mjs")]
    [InlineData("anthropic-node", "hello.mjs")]
    [InlineData("google-genai", "hello.mjs")]
    [InlineData("ollama", "hello.mjs")]
    [InlineData("langgraph", "agent.mjs")]
    [InlineData("openai-agents", "agent.mjs")]
    [InlineData("vercel-ai", "agent.mjs")]
    public Task A_downloaded_script_prints_the_answer(string client, string file) => PrintsTheAnswerAsync((endpoint, workspace) => workspace.Command(
        "/bin/bash", ["-c", "curl -fsSLO \"$1\" && exec node \"$2\"", "download", $"{endpoint.Host}/connect/{client}/{file}", file], ("JUSINFER_API_KEY", endpoint.Key)));

    /// <param name="client">The slug of the agent's page.</param>
    /// <param name="agent">The agent.</param>
    private Task CompletesTaskAsync(string client, UnattendedAgent agent) =>
        CompletesTaskAsync(ClientTarget.OpenAiChat, Dialect.OpenAiChat, agent.Path, (endpoint, workspace, prompt) => workspace.Command(
            "/bin/bash", ["-c", SetUpAndRun, "connect", endpoint.Host, client, agent.Path, .. agent.Arguments, prompt], [("SETUP_KEY", endpoint.Key), .. agent.Variables]));
}
