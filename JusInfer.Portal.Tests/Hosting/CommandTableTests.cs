using System.Text.RegularExpressions;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Hosting.Commands;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What the program prints about its commands.</summary>
public sealed partial class CommandTableTests
{
    public static TheoryData<string> Names => [.. CommandTable.All.Select(static command => command.Name)];

    /// <summary>The first words of commands that have two.</summary>
    public static TheoryData<string> Groups =>
        [.. CommandTable.All.Select(static command => command.Name.Split(' ')).Where(static name => name.Length > 1)
            .Select(static name => name[0]).Distinct()];

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_lists_every_command_and_whether_the_server_can_run(string arg)
    {
        var (code, output, errors) = await RunAsync(arg);

        (code, errors).ShouldBe((0, ""));
        foreach (var command in CommandTable.All)
        {
            var line = output.Split('\n').Single(line => line.StartsWith($"  {command.Usage} ", StringComparison.Ordinal));
            line.ShouldContain(command.Summary);
            line.TrimEnd().ShouldEndWith(command.ServerCanRun ? " can run" : " must be stopped");
        }

        output.ShouldContain("--Store:Path=");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_command_prints_its_usage(string name)
    {
        var command = CommandTable.All.Single(command => command.Name == name);
        var usage = await RunAsync([.. name.Split(' '), "--help"]);

        usage.ShouldBe(await RunAsync(["help", .. name.Split(' ')]));
        (usage.Code, usage.Errors).ShouldBe((0, ""));
        usage.Output.ShouldStartWith($"Usage: jusinfer {command.Usage} [SETTING]...");
        usage.Output.ShouldContain(command.ServerCanRun ? "The server can run meanwhile." : "Stop the server first.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_with_too_many_operands_prints_its_usage_and_does_nothing(string name)
    {
        var (code, output, errors) = await RunAsync([.. name.Split(' '), "one", "two", "three", "--Store:Path=/no/such/folder"]);

        (code, output).ShouldBe((64, ""));
        errors.ShouldStartWith($"Usage: jusinfer {name}");
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public async Task The_first_word_alone_prints_the_usage_of_all_that_begin_with_it(string word)
    {
        var (code, output, errors) = await RunAsync(word);

        (code, output).ShouldBe((64, ""));
        foreach (var command in CommandTable.Group(word)) errors.ShouldContain($"Usage: jusinfer {command.Usage}");
        (await RunAsync("help", word)).ShouldBe((0, errors, ""));
    }

    [Theory]
    [InlineData("'serve' is not a command", "serve")]
    [InlineData("'-v' is not a command", "-v")]
    [InlineData("'Store:Path' is not a command", "Store:Path", "data")]
    [InlineData("'later' is not a command", "--Store:Path=data", "later")]
    [InlineData("'tea' is not a command", "help", "tea")]
    [InlineData("'tea' is not a command", "tea", "--help")]
    public async Task An_unknown_word_gets_the_list_and_starts_no_server(string message, params string[] args)
    {
        var (code, output, errors) = await RunAsync(args);

        (code, output).ShouldBe((64, ""));
        errors.ShouldStartWith(message);
        foreach (var command in CommandTable.All) errors.ShouldContain(command.Usage);
    }

    [Fact]
    public void Operands_in_brackets_can_be_left_out()
    {
        var command = CommandTable.All[0] with { Name = "copy", Operands = "FROM [TO]" };

        command.OperandsIn(["copy", "a"])!.Value.ShouldBe(["a"]);
        command.OperandsIn(["copies", "a"]).ShouldBeNull();
        string[][] operands = [[], ["a"], ["a", "b"], ["a", "b", "c"]];
        operands.Select(words => command.Accepts([.. words])).ShouldBe([false, true, true, false]);
    }

    [Fact]
    public void The_documentation_has_the_same_commands()
    {
        var documented = Row().Matches(File.ReadAllText(Repository.PathOf("content", "docs", "operations.md")))
            .Select(static row => (Usage: row.Groups["usage"].Value, Server: row.Groups["server"].Value))
            .Where(static row => row.Usage != "help [COMMAND]");

        documented.ShouldBe(CommandTable.All.Select(static command => (command.Usage, command.ServerCanRun ? "yes" : "no")));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await PortalProgram.RunAsync(args, output, errors, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }

    [GeneratedRegex(
        @"^\| `jusinfer (?<usage>[a-z][^`]*)` \| .* \| (?<server>yes|no) \|$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
