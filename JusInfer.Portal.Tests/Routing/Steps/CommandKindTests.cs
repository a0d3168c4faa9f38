using System.Text;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class CommandKindTests
{
    [Theory]
    [InlineData("ls -R src", nameof(CommandKind.List))]
    [InlineData("cd /testbed && find . -name '*.py'", nameof(CommandKind.List))]
    [InlineData("grep -rn parse src", nameof(CommandKind.Search))]
    [InlineData("cat src/parser.py", nameof(CommandKind.Read))]
    [InlineData("nl -ba src/parser.py | sed -n '10,20p'", nameof(CommandKind.Excerpt))]
    [InlineData("sed -n '1,40p' src/parser.py", nameof(CommandKind.Excerpt))]
    [InlineData("sed -n '$p' a,b", nameof(CommandKind.Read))]
    [InlineData("sed -n 5,9", nameof(CommandKind.Read))]
    [InlineData("git diff", nameof(CommandKind.History))]
    [InlineData("which python", nameof(CommandKind.Inspect))]
    [InlineData("python -m pytest -q tests", nameof(CommandKind.Test))]
    [InlineData("python -c 'print(1)'", nameof(CommandKind.Inline))]
    [InlineData("python reproduce.py", nameof(CommandKind.Program))]
    [InlineData("sed -i 's/a/b/' a.py", nameof(CommandKind.Edit))]
    [InlineData("rm reproduce.py", nameof(CommandKind.Delete))]
    [InlineData("cat <<'EOF' > a.py\nprint(1)\nEOF", nameof(CommandKind.Write))]
    [InlineData("echo done", nameof(CommandKind.Other))]
    public void A_command_and_the_call_of_a_shell_with_it_are_of_the_same_kind(string command, string kind)
    {
        Kind(string.Empty, command).ShouldBe(kind);
        Kind("Bash", $$"""{"command":"{{command.Replace("\n", "\\n", StringComparison.Ordinal)}}"}""").ShouldBe(kind);
    }

    [Theory]
    [InlineData("LS", """{"path":"src"}""", nameof(CommandKind.List))]
    [InlineData("Glob", """{"pattern":"*.py"}""", nameof(CommandKind.List))]
    [InlineData("Grep", """{"pattern":"parse"}""", nameof(CommandKind.Search))]
    [InlineData("search_files", "{}", nameof(CommandKind.Search))]
    [InlineData("Read", """{"file_path":"a.py"}""", nameof(CommandKind.Read))]
    [InlineData("Read", """{"file_path":"a.py","offset":10,"limit":20}""", nameof(CommandKind.Excerpt))]
    [InlineData("str_replace_based_edit_tool", """{"command":"view","path":"a.py","view_range":[1,9]}""", nameof(CommandKind.Excerpt))]
    [InlineData("str_replace_editor", """{"command":"view","path":"a.py"}""", nameof(CommandKind.Read))]
    [InlineData("str_replace_editor", """{"command":"str_replace","path":"a.py"}""", nameof(CommandKind.Edit))]
    [InlineData("delete_file", "{}", nameof(CommandKind.Delete))]
    [InlineData("Write", "{}", nameof(CommandKind.Write))]
    [InlineData("run_tests", "{}", nameof(CommandKind.Test))]
    [InlineData("get_weather", "{}", nameof(CommandKind.Inspect))]
    [InlineData("think", "{}", nameof(CommandKind.Other))]
    public void Tools_of_their_own_are_known_by_their_names(string tool, string arguments, string kind) => Kind(tool, arguments).ShouldBe(kind);

    private static string Kind(string tool, string command)
    {
        var trail = default(StepHistory);
        trail.AddTurn(tool.Length == 0 ? Encoding.UTF8.GetBytes($"```bash\n{command}\n```") : Encoding.UTF8.GetBytes("I do it"));
        if (tool.Length > 0) trail.AddCall(Encoding.UTF8.GetBytes(tool), Encoding.UTF8.GetBytes(command));
        trail.AddResult("done"u8);
        return trail.Kind(0).ToString();
    }
}
