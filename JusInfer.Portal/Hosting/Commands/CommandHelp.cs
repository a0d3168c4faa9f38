using System.Collections.Immutable;

namespace JusInfer.Portal.Hosting.Commands;

/// <summary>The texts of <c>jusinfer help</c> and of wrong arguments.</summary>
internal static class CommandHelp
{
    private const string Program = "jusinfer";

    public static string Overview => $"""
        JusInfer {ProductVersion.Text}, a developer portal and an LLM gateway

        Usage:
          {Program} [SETTING]...             starts the server
          {Program} COMMAND [SETTING]...     runs a command, and starts no server
          {Program} help [COMMAND]           explains a command; so does COMMAND --help
          {Program} --version                prints the version

        {List}

        A setting is an argument such as --Store:Path=/var/lib/jusinfer, or an environment variable such as Store__Path.
        Commands take the settings of the server. The server describes them at /docs/settings/.
        """;

    public static string Unknown(string word) => $"""
        '{word}' is not a command.

        {List}

        '{Program} help' says more. Without a command, {Program} starts the server; settings begin with --, as in --Store:Path=data.
        """;

    private static string List =>
        "Commands, and whether the server can run meanwhile:" + Environment.NewLine + string.Join(Environment.NewLine, Rows());

    public static string Usage(ImmutableArray<Command> commands) =>
        string.Join(Environment.NewLine + Environment.NewLine, commands.Select(Usage));

    public static string Usage(Command command) => string.Join(
        Environment.NewLine,
        new[]
        {
            $"Usage: {Program} {command.Usage} [SETTING]...",
            $"  {char.ToUpperInvariant(command.Summary[0])}{command.Summary[1..]}.",
            command.Details.Length == 0 ? "" : $"  {command.Details}",
            command.ServerCanRun ? "  The server can run meanwhile." : "  Stop the server first.",
        }.Where(static line => line.Length > 0));

    private static IEnumerable<string> Rows()
    {
        var usage = CommandTable.All.Max(static command => command.Usage.Length);
        var summary = CommandTable.All.Max(static command => command.Summary.Length);
        foreach (var command in CommandTable.All)
        {
            var server = command.ServerCanRun ? "can run" : "must be stopped";
            yield return $"  {command.Usage.PadRight(usage)}  {command.Summary.PadRight(summary)}  {server}";
        }
    }
}
