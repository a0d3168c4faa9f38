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

    private static readonly TimeSpan ScriptTimeout = TimeSpan.FromSeconds(30);

    private readonly ClientFixture fixture = fixture;

    public static TheoryData<string, int> Scripts =>
    [
        .. from article in (string[])["docs/quick-start", DropIn, "blog/custom-agent-harness-openai-compatible"]
           from number in Enumerable.Range(0, Guide.Blocks(article, "javascript").Count())
           select new TheoryDataRow<string, int>(article, number),
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_of_an_article_prints_the_answer(string article, int number)
    {
        Installation.SkipWithout(Path.Combine(Installation.Sdks, "node_modules", ".package-lock.json"), "sdks");
        var endpoint = await fixture.EndpointAsync(ClientTarget.OpenAiChat);
        using var workspace = new Workspace();
        var script = Path.Combine(workspace.Folder, "script.mjs");
        await File.WriteAllTextAsync(script, Guide.Blocks(article, "javascript").ElementAt(number).For(endpoint), TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(Path.Combine(workspace.Folder, "node_modules"), Path.Combine(Installation.Sdks, "node_modules"));

        var result = await workspace.Command(Path.Combine(Installation.Node, "node"), [script], ("JUSINFER_API_KEY", endpoint.Key)).RunAsync(ScriptTimeout);

        // The scripted model says "You said: …", and after a tool call "The tools said: …".
        result.Output.ShouldContain(" said: ", Case.Sensitive, result.ToString());
    }

    [Fact]
    public Task Goose_completes_its_task_with_the_variables() => CompletesTaskAsync(
        "@aaif/goose-binary-linux-x64/bin/goose", ["run", "--no-session", "--quiet", "--text"], Guide.Block(DropIn, "### goose", "bash"),
        ("GOOSE_MODE", "auto"), ("GOOSE_DISABLE_KEYRING", "1"), ("GOOSE_TELEMETRY_ENABLED", "false"));

    [Fact]
    public Task Goose_completes_its_task_with_a_custom_provider()
    {
        const string Article = "blog/goose-custom-provider";
        const string Heading = "## Or a provider of its own";
        return CompletesTaskAsync(
            "@aaif/goose-binary-linux-x64/bin/goose", ["run", "--no-session", "--quiet", "--text"], Guide.Block(Article, Heading, "bash"),
            new SettingsFile(".config/goose/custom_providers/jusinfer.json", Guide.Block(Article, Heading, "json")),
            ("GOOSE_MODE", "auto"), ("GOOSE_DISABLE_KEYRING", "1"), ("GOOSE_TELEMETRY_ENABLED", "false"));
    }

    [Fact]
    public Task Claude_Code_completes_its_task() => CompletesTaskAsync(
        "@anthropic-ai/claude-code-linux-x64/claude", ["--print", "--allowedTools", "Bash", "--"], Guide.Block(DropIn, "### Claude Code", "bash"),
        ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"), ("DISABLE_AUTOUPDATER", "1"), ("DISABLE_TELEMETRY", "1"));

    [Fact]
    public Task Codex_completes_its_task() => CompletesTaskAsync(
        ".bin/codex", ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"], "",
        new SettingsFile(".codex/config.toml", Guide.Block(DropIn, "### Codex", "toml")));

    [Fact]
    public Task OpenCode_completes_its_task() => CompletesTaskAsync(
        "opencode-linux-x64/bin/opencode", ["run"], "",
        new SettingsFile(".config/opencode/opencode.json", Guide.Block(DropIn, "### OpenCode", "json")),
        ("OPENCODE_DISABLE_AUTOUPDATE", "1"), ("OPENCODE_DISABLE_MODELS_FETCH", "1"), ("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"));

    [Fact]
    public Task Kilo_Code_completes_its_task() => CompletesTaskAsync(
        "@kilocode/cli-linux-x64/bin/kilo", ["run"], "",
        new SettingsFile(".config/kilo/kilo.json", Guide.Block(DropIn, "### Kilo Code", "json")),
        ("KILO_DISABLE_AUTOUPDATE", "1"), ("KILO_DISABLE_MODELS_FETCH", "1"), ("KILO_DISABLE_LSP_DOWNLOAD", "1"), ("KILO_TELEMETRY_LEVEL", "off"));

    [Fact]
    public Task Cline_completes_its_task() => CompletesTaskAsync(
        "@cline/cli-linux-x64/bin/cline", ["--auto-approve", "true"], Guide.Block(DropIn, "### Cline", "bash"), ("CLINE_TELEMETRY_DISABLED", "1"));

    [Fact]
    public Task Continue_completes_its_task() => CompletesTaskAsync(
        ".bin/cn", ["--print", "--auto"], "",
        new SettingsFile(".continue/config.yaml", Guide.Block(DropIn, "### Continue", "yaml")),
        ("CONTINUE_TELEMETRY_ENABLED", "0"));

    [Fact]
    public Task Qwen_Code_completes_its_task() => CompletesTaskAsync(
        ".bin/qwen", ["--yolo"], Guide.Block(DropIn, "### Qwen Code", "bash"),
        new SettingsFile(".qwen/settings.json", """{ "security": { "auth": { "selectedType": "openai" } }, "privacy": { "usageStatisticsEnabled": false } }"""));

    [Fact]
    public Task Pi_completes_its_task() => CompletesTaskAsync(
        ".bin/pi", ["--print", "--no-session", "--offline", "--model", "jusinfer/jusInfer-auto"], "",
        new SettingsFile(".pi/agent/models.json", Guide.Block(DropIn, "### pi", "json")));

    [Fact]
    public Task Gemini_CLI_completes_its_task() => CompletesTaskAsync(
        ".bin/gemini", ["--model", "jusInfer-auto", "--yolo", "--prompt"], Guide.Block(DropIn, "### Gemini CLI", "bash"),
        new SettingsFile(".gemini/settings.json", """{ "security": { "auth": { "selectedType": "gemini-api-key" } }, "privacy": { "usageStatisticsEnabled": false } }"""),
        ("GEMINI_CLI_TRUST_WORKSPACE", "true"));

    [Fact]
    public Task Copilot_completes_its_task() => CompletesTaskAsync(
        "@github/copilot-linux-x64/copilot", ["--allow-all-tools", "--no-color", "--prompt"], Guide.Block(DropIn, "### GitHub Copilot CLI", "bash"),
        ("COPILOT_AUTO_UPDATE", "false"));

    [Fact]
    public Task Droid_completes_its_task() => CompletesTaskAsync(
        "@factory/cli-linux-x64/bin/droid", ["exec", "--model", "custom:JusInfer-0", "--skip-permissions-unsafe"], "",
        new SettingsFile(".factory/settings.json", Guide.Block(DropIn, "### Factory droid", "json")),
        ("FACTORY_DISABLE_KEYRING", "1"), ("DROID_DISABLE_AUTO_UPDATE", "1"));

    private Task CompletesTaskAsync(string program, string[] arguments, string setup, params (string Name, string Value)[] variables) =>
        CompletesTaskAsync(program, arguments, setup, file: null, variables);

    /// <param name="program">The path of the agent in the installation.</param>
    /// <param name="arguments">The arguments before the prompt, which let the agent run unattended.</param>
    /// <param name="setup">The shell commands of the guide.</param>
    /// <param name="file">The settings file of the guide; null if there is none.</param>
    /// <param name="variables">Variables that let the agent run without updates and telemetry.</param>
    private Task CompletesTaskAsync(
        string program, string[] arguments, string setup, SettingsFile? file, params (string Name, string Value)[] variables)
    {
        var path = Installation.Agent(program);
        return CompletesTaskAsync(ClientTarget.OpenAiChat, Dialect.OpenAiChat, path, (endpoint, workspace, prompt) =>
        {
            if (file is not null) workspace.WriteHomeFile(file.Path, file.Text.For(endpoint));
            var command = workspace.Command(
                "/bin/bash", ["-c", setup.For(endpoint) + ThenRun, "guide", path, .. arguments, prompt], [("JUSINFER_API_KEY", endpoint.Key), .. variables]);
            return command with { Environment = WithProgram(command.Environment, path) };
        });
    }

    /// <summary>Adds the folder of the program to the search path, because the guides call it by its name.</summary>
    private static Dictionary<string, string> WithProgram(IReadOnlyDictionary<string, string> environment, string path) =>
        new(environment, StringComparer.Ordinal) { ["PATH"] = $"{Path.GetDirectoryName(path)}:{environment["PATH"]}" };

    /// <summary>A settings file of an agent.</summary>
    /// <param name="Path">The path in the home folder.</param>
    /// <param name="Text">The text, with the address and the key of the examples.</param>
    private sealed record SettingsFile(string Path, string Text);
}
