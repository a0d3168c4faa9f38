using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>A tool of the request that runs a shell command, and the name of its command parameter.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Property">The name of the parameter.</param>
/// <param name="AcceptsArray">
/// The parameter is an array: of commands if it is called <c>commands</c>, else the argument vector of one.
/// </param>
internal sealed record ShellTool(ToolDefinition Tool, string Property, bool AcceptsArray)
{
    private static readonly ImmutableHashSet<string> NameWords =
        ["shell", "bash", "sh", "terminal", "console", "command", "commands", "cmd", "exec", "execute", "run", "powershell"];

    public static ShellTool? Find(IEnumerable<ToolDefinition> tools) =>
        tools.Select(FromDefinition).FirstOrDefault(static tool => tool is not null);

    public JsonObject CommandArguments(string command) => new()
    {
        [Property] = (AcceptsArray, Property) switch
        {
            (false, _) => command,
            (true, "commands") => new JsonArray(command),
            (true, _) => new JsonArray("bash", "-lc", command),
        },
    };

    public JsonObject FileArguments(string path, string line) => CommandArguments($"printf '%s\\n' {Quote(line)} > {Quote(path)}");

    private static ShellTool? FromDefinition(ToolDefinition tool)
    {
        if (!Word.WordsOf(tool.Name).Any(NameWords.Contains) || tool.Parameters is not { } schema) return null;
        var property = schema.FindProperty("command", "cmd", "commands", "script");
        return property is { } found ? new ShellTool(tool, found.Name, found.Value.HasType("array")) : null;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
