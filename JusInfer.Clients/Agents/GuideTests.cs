using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>
/// Runs the agents with the settings of the articles, as a reader copies them, and the scripts of the articles with the SDKs. A test adds only
/// what lets an agent run unattended.
/// </summary>
[Trait("Promise", "P-27")]
[Trait("Promise", "P-28")]
public sealed class GuideTests(ClientFixture fixture) : AgentTests(fixture)
{
    private const string DropIn = "docs/openai-drop-in";

    /// <summary>Runs the lines of a guide in a shell, and then the command.</summary>
    private const string ThenRun = "exec \"$@\"";

    public static TheoryData<string, int> Scripts =>
    [
        .. from article in (string[])["docs/quick-start", DropIn, "blog/custom-agent-harness-openai-compatible"]
           from number in Enumerable.Range(0, Guide.Blocks(article, "javascript").Count())
           select new TheoryDataRow<string, int>(article, number),
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task A_script_of_an_article_prints_the_answer(string article, int number) => PrintsTheAnswerAsync((endpoint, workspace) =>
    {
        var script = Path.Combine(workspace.Folder, "script.mjs");
        File.WriteAllText(script, Guide.Blocks(article, "javascript").ElementAt(number).For(endpoint));
        return workspace.Command(Path.Combine(Installation.Node, "node"), [script], ("JUSINFER_API_KEY", endpoint.Key));
    });

    [Fact]
    public Task Goose_completes_its_task_with_the_variables() => CompletesTaskAsync(UnattendedAgent.Goose, Guide.Block(DropIn, "### goose", "bash"));

    [Fact]
    public Task Goose_completes_its_task_with_a_custom_provider()
    {
        const string Article = "blog/goose-custom-provider";
        const string Heading = "## Or a provider of its own";
        return CompletesTaskAsync(
            UnattendedAgent.Goose, Guide.Block(Article, Heading, "bash"),
            new SettingsFile(".config/goose/custom_providers/jusinfer.json", Guide.Block(Article, Heading, "json")));
    }

    [Fact]
    public Task Claude_Code_completes_its_task() => CompletesTaskAsync(UnattendedAgent.ClaudeCode, Guide.Block(DropIn, "### Claude Code", "bash"));

    [Fact]
    public Task Codex_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.Codex, setup: "", new SettingsFile(CodexSettings.Path, Guide.Block(DropIn, "### Codex", "toml")));

    [Fact]
    public Task OpenCode_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.OpenCode, setup: "", new SettingsFile(".config/opencode/opencode.json", Guide.Block(DropIn, "### OpenCode", "json")));

    [Fact]
    public Task Kilo_Code_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.KiloCode, setup: "", new SettingsFile(".config/kilo/kilo.json", Guide.Block(DropIn, "### Kilo Code", "json")));

    [Fact]
    public Task Cline_completes_its_task() => CompletesTaskAsync(UnattendedAgent.Cline, Guide.Block(DropIn, "### Cline", "bash"));

    [Fact]
    public Task Continue_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.Continue, setup: "", new SettingsFile(".continue/config.yaml", Guide.Block(DropIn, "### Continue", "yaml")));

    [Fact]
    public Task Qwen_Code_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.QwenCode, Guide.Block(DropIn, "### Qwen Code", "bash"),
        new SettingsFile(".qwen/settings.json", """{ "security": { "auth": { "selectedType": "openai" } }, "privacy": { "usageStatisticsEnabled": false } }"""));

    [Fact]
    public Task Pi_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.Pi, setup: "", new SettingsFile(".pi/agent/models.json", Guide.Block(DropIn, "### pi", "json")));

    [Fact]
    public Task Gemini_CLI_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.GeminiCli, Guide.Block(DropIn, "### Gemini CLI", "bash"),
        new SettingsFile(".gemini/settings.json", """{ "security": { "auth": { "selectedType": "gemini-api-key" } }, "privacy": { "usageStatisticsEnabled": false } }"""));

    [Fact]
    public Task Copilot_completes_its_task() => CompletesTaskAsync(UnattendedAgent.Copilot, Guide.Block(DropIn, "### GitHub Copilot CLI", "bash"));

    [Fact]
    public Task Droid_completes_its_task() => CompletesTaskAsync(
        UnattendedAgent.Droid, setup: "", new SettingsFile(".factory/settings.json", Guide.Block(DropIn, "### Factory droid", "json")));

    /// <param name="agent">The agent.</param>
    /// <param name="setup">The shell commands of the guide.</param>
    /// <param name="file">The settings file of the guide; null if there is none.</param>
    private Task CompletesTaskAsync(UnattendedAgent agent, string setup, SettingsFile? file = null) =>
        CompletesTaskAsync(ClientTarget.OpenAiChat, Dialect.OpenAiChat, agent.Path, (endpoint, workspace, prompt) =>
        {
            if (file is not null) workspace.WriteHomeFile(file.Path, file.Text.For(endpoint));
            var command = workspace.Command(
                "/bin/bash", ["-c", setup.For(endpoint) + ThenRun, "guide", agent.Path, .. agent.Arguments, prompt],
                [("JUSINFER_API_KEY", endpoint.Key), .. agent.Variables]);
            return command with { Environment = WithProgram(command.Environment, agent.Path) };
        });

    /// <summary>Adds the folder of the program to the search path, because the guides call it by its name.</summary>
    private static Dictionary<string, string> WithProgram(IReadOnlyDictionary<string, string> environment, string path) =>
        new(environment, StringComparer.Ordinal) { ["PATH"] = $"{Path.GetDirectoryName(path)}:{environment["PATH"]}" };

    /// <summary>A settings file of an agent.</summary>
    /// <param name="Path">The path in the home folder.</param>
    /// <param name="Text">The text, with the address and the key of the examples.</param>
    private sealed record SettingsFile(string Path, string Text);
}
