using System.Text;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class ToolActionsTests
{
    [Theory]
    [InlineData("ls -la src", "Look")]
    [InlineData("cd /repo && grep -rn 'def parse' src | head -20", "Look")]
    [InlineData("nl -ba a.py | sed -n '1,20p'", "Look")]
    [InlineData("find . -name '*.py' 2>/dev/null", "Look")]
    [InlineData("git log --oneline -5", "Look")]
    [InlineData("python reproduce.py > out.txt", "Run")]
    [InlineData("PYTHONPATH=. pytest -q tests", "Run")]
    [InlineData("./run.sh", "Run")]
    [InlineData("dotnet build -c Release", "Run")]
    [InlineData("sed -i 's/a/b/' a.py", "Edit")]
    [InlineData("rm reproduce.py", "Edit")]
    [InlineData("git checkout -- a.py", "Edit")]
    [InlineData("cat <<'EOF' > reproduce.py\nimport os\nEOF", "Write")]
    [InlineData("echo 'x = 1' > a.py", "Write")]
    [InlineData("git add -A && git commit -m done", "Other")]
    [InlineData("echo done", "Other")]
    [InlineData("", "Other")]
    public void A_shell_command_is_classified_by_its_program_and_redirections(string command, string expected) =>
        ShellCommand.Classify(Encoding.UTF8.GetBytes(command)).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("Read", """{"file_path":"a.py"}""", "Look")]
    [InlineData("Grep", """{"pattern":"x"}""", "Look")]
    [InlineData("Edit", """{"file_path":"a.py","old_string":"a","new_string":"b"}""", "Edit")]
    [InlineData("Write", """{"file_path":"a.py","content":"x"}""", "Write")]
    [InlineData("apply_patch", """{"input":"*** Begin Patch"}""", "Edit")]
    [InlineData("Bash", """{"command":"npm test","description":"Run tests"}""", "Run")]
    [InlineData("developer__shell", """{"command":"cat a.py"}""", "Look")]
    [InlineData("shell", """{"command":["bash","-lc","rg -n main src"]}""", "Look")]
    [InlineData("exec_command", """{"cmd":"python3 -m pytest"}""", "Run")]
    [InlineData("developer__text_editor", """{"command":"view","path":"a.py"}""", "Look")]
    [InlineData("str_replace_based_edit_tool", """{"command":"str_replace","path":"a.py"}""", "Edit")]
    [InlineData("get_reservation_details", """{"id":"X1"}""", "Look")]
    [InlineData("think", """{}""", "Other")]
    public void Tools_of_known_clients_are_classified_alike(string tool, string arguments, string expected) =>
        ToolActions.Classify(Encoding.UTF8.GetBytes(tool), Encoding.UTF8.GetBytes(arguments)).ToString().ShouldBe(expected);
}
