using System.Text.Json;
using JusInfer.Portal.Content;
using JusInfer.Portal.Content.Connect;
using JusInfer.Portal.Tests.TestKit;
using YamlDotNet.RepresentationModel;

namespace JusInfer.Portal.Tests.Content.Connect;

/// <summary>The setup scripts of the shipped pages, run under dash in temporary home folders.</summary>
[Trait("Promise", "P-28")]
public sealed class SetupScriptTests : IDisposable
{
    private const string Origin = "https://gateway.example.com";

    private static readonly string[] RequiredPrograms = ["awk", "cat", "chmod", "cp", "dirname", "grep", "mkdir", "mktemp", "rm", "sed", "setsid"];
    private static readonly string[] SystemFolders = ["/usr/bin", "/bin"];
    private static readonly ContentSnapshot Content = ContentFolder.Read(Repository.Root);

    private readonly SetupHome home = new();

    /// <summary>The search path of scripts that should not find every program.</summary>
    private readonly string tools = Directory.CreateTempSubdirectory("jusinfer-tools-").FullName;

    public static TheoryData<string> Clients => [.. Content.In(Section.Connect).Where(SetupScript.Supports).Select(static client => client.Slug)];

    public void Dispose()
    {
        home.Dispose();
        Directory.Delete(tools, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_second_run_changes_nothing(string client)
    {
        await SetUpAsync(client);
        var once = home.Files();

        await SetUpAsync(client);

        home.Files().ShouldBe(once);
        once.ShouldContain(file => file.Value.Contains(SetupHome.Key, StringComparison.Ordinal) || client == "zed");
        once.ShouldContain(static file => file.Value.Contains(Origin, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Undo_restores_the_files_that_existed_and_deletes_the_others(string client)
    {
        WithSettingsOfEveryClient();
        var before = home.Files();
        await SetUpAsync(client);
        home.Files().ShouldNotBe(before);

        (await home.RunAsync(ScriptOf(client), key: null, "--undo")).Exit.ShouldBe(0);

        home.Files().ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Undo_after_two_runs_restores_the_files_before_the_first(string client)
    {
        WithSettingsOfEveryClient();
        var before = home.Files();
        await SetUpAsync(client);
        await SetUpAsync(client);

        await home.RunAsync(ScriptOf(client), key: null, "--undo");

        home.Files().ShouldBe(before);
    }

    [Fact]
    public async Task Other_settings_in_json_are_kept()
    {
        home.With(".claude/settings.json", """{ "model": "opus", "env": { "A": "1", "ANTHROPIC_MODEL": "x" }, "hooks": { "Stop": [] } }""");

        await SetUpAsync("claude-code");

        var settings = JsonDocument.Parse(home.Read(".claude/settings.json")).RootElement;
        settings.GetProperty("model").GetString().ShouldBe("opus");
        settings.GetProperty("hooks").GetProperty("Stop").GetArrayLength().ShouldBe(0);
        settings.GetProperty("env").GetProperty("A").GetString().ShouldBe("1");
        settings.GetProperty("env").GetProperty("ANTHROPIC_MODEL").GetString().ShouldBe("jusInfer-auto");
        settings.GetProperty("env").GetProperty("ANTHROPIC_AUTH_TOKEN").GetString().ShouldBe(SetupHome.Key);
    }

    [Fact]
    public async Task Other_items_of_a_list_in_json_are_kept_and_the_own_one_is_replaced()
    {
        home.With(".factory/settings.json", """{ "customModels": [{ "model": "jusInfer-auto", "apiKey": "old" }, { "model": "other" }] }""");

        await SetUpAsync("droid");

        var models = JsonDocument.Parse(home.Read(".factory/settings.json")).RootElement.GetProperty("customModels");
        models.EnumerateArray().Select(static model => model.GetProperty("model").GetString()).ShouldBe(["jusInfer-auto", "other"]);
        models[0].GetProperty("apiKey").GetString().ShouldBe(SetupHome.Key);
    }

    [Fact]
    public async Task Other_settings_in_toml_are_kept()
    {
        home.With(".codex/config.toml", "# mine\nmodel = \"gpt-5\"\napproval_policy = \"never\"\n\n[model_providers.jusinfer]\nname = \"old\"\n\n[profiles.fast]\nmodel = \"small\"\n");

        await SetUpAsync("codex");

        home.Read(".codex/config.toml").ShouldBe(
            $"""
            # mine
            model = "jusInfer-auto"
            approval_policy = "never"
            model_provider = "jusinfer"

            [profiles.fast]
            model = "small"

            [model_providers.jusinfer]
            name = "JusInfer"
            base_url = "{Origin}/v1"
            env_key = "JUSINFER_API_KEY"
            wire_api = "responses"

            """);
    }

    [Fact]
    public async Task Other_lines_of_yaml_are_kept()
    {
        home.With(".config/goose/config.yaml", "extensions:\n  developer:\n    enabled: true\nGOOSE_MODEL: gpt-4o\n");

        await SetUpAsync("goose");

        home.Read(".config/goose/config.yaml").ShouldBe("extensions:\n  developer:\n    enabled: true\nGOOSE_MODEL: jusInfer-auto\nGOOSE_PROVIDER: jusinfer\n");
    }

    [Theory]
    [InlineData("name: Mine\nmodels:\n- name: other\n  provider: x\nrules:\n  - Be brief.\n")]
    [InlineData("name: Mine\nmodels:\n    - name: other\n      provider: x\nrules:\n  - Be brief.\n")]
    [InlineData("name: Mine\n")]
    public async Task A_model_is_added_to_the_list_in_yaml(string existing)
    {
        home.With(".continue/config.yaml", existing);

        await SetUpAsync("continue");
        await SetUpAsync("continue");

        var stream = new YamlStream();
        stream.Load(new StringReader(home.Read(".continue/config.yaml")));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        root["name"].ToString().ShouldBe("Mine");
        var models = ((YamlSequenceNode)root["models"]).Children;
        models[0]["apiKey"].ToString().ShouldBe(SetupHome.Key);
        models.Skip(1).Select(static model => model["name"].ToString()).ShouldBe(existing.Contains("other", StringComparison.Ordinal) ? ["other"] : []);
    }

    [Fact]
    public async Task Other_variables_are_kept()
    {
        home.With(".qwen/.env", "OPENAI_MODEL=old\nOTHER=1\n");

        await SetUpAsync("qwen-code");

        home.Read(".qwen/.env").ShouldBe($"OPENAI_MODEL=jusInfer-auto\nOTHER=1\nOPENAI_BASE_URL={Origin}/v1\nOPENAI_API_KEY={SetupHome.Key}\n");
    }

    [Fact]
    public async Task Files_that_cannot_be_merged_stop_the_setup_before_any_change()
    {
        home.With(".config/zed/settings.json", "// Comments are not JSON.\n{}").With(".bashrc", "");
        var before = home.Files();

        var (exit, output) = await home.RunAsync(ScriptOf("zed"));

        exit.ShouldBe(1);
        output.ShouldContain($"~/.config/zed/settings.json could not be merged and nothing was changed");
        output.ShouldContain($"{Origin}/connect/zed/");
        home.Files().ShouldBe(before);
    }

    [Fact]
    public async Task Json_is_merged_without_node()
    {
        home.With(".claude/settings.json", """{ "model": "opus" }""").SearchPath = PathWith("python3");

        await SetUpAsync("claude-code");

        JsonDocument.Parse(home.Read(".claude/settings.json")).RootElement.EnumerateObject().Select(static field => field.Name).ShouldBe(["model", "env"]);
    }

    [Fact]
    public async Task Without_node_and_python_existing_json_is_not_changed()
    {
        home.With(".claude/settings.json", """{ "model": "opus" }""").SearchPath = PathWith();

        var (exit, output) = await home.RunAsync(ScriptOf("claude-code"));

        exit.ShouldBe(1);
        output.ShouldContain("node or python3 is needed");
        home.Files().ShouldHaveSingleItem().Value.ShouldBe("""{ "model": "opus" }""");
    }

    [Fact]
    public async Task The_plan_is_printed_before_the_key_is_asked_for()
    {
        var (exit, output) = await home.With(".codex/config.toml", "a = 1\n").RunAsync(ScriptOf("codex"), key: null);

        exit.ShouldBe(1);
        output.ShouldContain("change ~/.codex/config.toml");
        output.ShouldContain("create ~/.config/jusinfer/codex.sh");
        output.ShouldContain("there is no terminal to ask for the key; put it into the variable JUSINFER_API_KEY");
        home.Files().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("sk-of-another-service", "a key begins with jinf_")]
    [InlineData("jinf_a'; touch x; '", "a character that no key contains")]
    [InlineData("jinf_your_key", "the key of the examples")]
    public async Task A_key_of_another_form_is_rejected(string key, string reason)
    {
        var (exit, output) = await home.RunAsync(ScriptOf("codex"), key);

        exit.ShouldBe(1);
        output.ShouldContain(reason);
        home.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_key_is_not_printed_and_only_the_user_can_read_its_files()
    {
        var (_, output) = await home.With(".claude/settings.json", "{}").RunAsync(ScriptOf("claude-code"));

        output.ShouldNotContain(SetupHome.Key);
        (await home.RunAsync("stat -c %a ~/.claude/settings.json", key: null)).Output.ShouldBe("600\n");
    }

    [Fact]
    public async Task A_new_shell_has_the_variables()
    {
        await SetUpAsync("copilot-cli");

        var (_, output) = await home.RunAsync(". ~/.profile; echo \"$COPILOT_PROVIDER_API_KEY $COPILOT_PROVIDER_BASE_URL\"", key: null);

        output.ShouldBe($"{SetupHome.Key} {Origin}/v1\n");
    }

    [Fact]
    public async Task Undo_of_one_client_keeps_the_variables_of_another()
    {
        await SetUpAsync("codex");
        await SetUpAsync("copilot-cli");

        await home.RunAsync(ScriptOf("copilot-cli"), key: null, "--undo");

        (await home.RunAsync(". ~/.profile; echo \"$JUSINFER_API_KEY\"", key: null)).Output.ShouldBe($"{SetupHome.Key}\n");
    }

    [Fact]
    public async Task An_incomplete_download_does_nothing()
    {
        var script = ScriptOf("goose");
        foreach (var length in Enumerable.Range(1, 20).Select(part => script.Length * part / 21)) await home.RunAsync(script[..length]);

        home.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_option_is_rejected()
    {
        var (exit, output) = await home.RunAsync(ScriptOf("goose"), SetupHome.Key, "--force");

        exit.ShouldBe(1);
        output.ShouldContain("'--force' is not an option");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void The_scripts_have_no_placeholder_left(string client)
    {
        foreach (var script in (string[])[ScriptOf(client), SetupScript.ForPowerShell(ClientOf(client), Origin)])
        {
            script.ShouldContain(Origin);
            script.ShouldNotContain(Placeholders.Address);
            foreach (var placeholder in (string[])["@TITLE@", "@CLIENT@", "@ORIGIN@", "@FILES@", "@VARIABLES@", "@USES_VARIABLES@"]) script.ShouldNotContain(placeholder);
        }
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_powershell_script_can_be_repeated_and_undone(string client)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(static folder => File.Exists(Path.Combine(folder, "pwsh"))))
            Assert.Skip("pwsh is not installed.");
        WithSettingsOfEveryClient();
        var before = home.Files();
        var script = SetupScript.ForPowerShell(ClientOf(client), Origin);

        (await home.RunPowerShellAsync(script)).Exit.ShouldBe(0);
        var once = home.Files();
        await home.RunPowerShellAsync(script);
        home.Files().ShouldBe(once);

        (await home.RunPowerShellAsync(script, "-Undo")).Exit.ShouldBe(0);
        home.Files().ShouldBe(before);
    }

    private static Article ClientOf(string slug) => Content.Find(Section.Connect, slug)!;

    private static string ScriptOf(string client) => SetupScript.ForShell(ClientOf(client), Origin);

    private async Task SetUpAsync(string client)
    {
        var (exit, output) = await home.RunAsync(ScriptOf(client));
        exit.ShouldBe(0, output);
    }

    private void WithSettingsOfEveryClient()
    {
        home.With(".profile", "umask 022\n").With(".bashrc", "alias l=ls\n");
        foreach (var file in Content.In(Section.Connect).SelectMany(static client => client.Files).Where(static file => file.Path.StartsWith("~/", StringComparison.Ordinal)))
        {
            if (file.Language is "json") home.With(file.Path[2..], "{ \"other\": [1, { \"a\": null }] }");
            else if (file.Language is "toml") home.With(file.Path[2..], "other = 1\n\n[table]\nvalue = 2\n");
            else if (file.Language is "yaml") home.With(file.Path[2..], "other: 1\n");
            else if (file.Language is "env") home.With(file.Path[2..], "OTHER=1\n");
        }
    }

    /// <summary>A folder with the programs that every system has, and the given ones.</summary>
    private string PathWith(params string[] programs)
    {
        foreach (var program in (string[])[.. RequiredPrograms, .. programs])
        {
            File.CreateSymbolicLink(Path.Combine(tools, program), SystemFolders.Select(folder => Path.Combine(folder, program)).First(File.Exists));
        }

        return tools;
    }
}
