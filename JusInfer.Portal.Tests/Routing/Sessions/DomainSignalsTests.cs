using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Tests.Routing.Sessions;

public sealed class DomainSignalsTests
{
    private static readonly string[] Coding = ["Bash", "Read", "Edit", "Grep", "WebFetch"];
    private static readonly string[] Support = ["get_reservation_details", "cancel_reservation", "transfer_to_human_agents"];
    private static readonly string[] Web = ["web_search", "open_page"];

    [Theory]
    [InlineData("fix/python", "The parser fails with a Traceback (most recent call last): File \"a/b.py\", line 3")]
    [InlineData("tests/python", "Write tests for src/parser.py that reproduce the issue.")]
    [InlineData("build/go", "Implement a key-value store in main.go and store.go")]
    [InlineData("fix/typescript", "There is a bug in app.ts: the list is empty. See also index.ts and legacy.js")]
    [InlineData("fix", "There is a bug in the login form")]
    [InlineData("other", "What does this function do?")]
    public void The_domain_of_a_coding_session_follows_from_files_and_verbs(string expected, string user) => Domain(Coding, "", user).ShouldBe(expected);

    [Fact]
    public void Sessions_without_code_are_told_apart_by_their_tools()
    {
        Domain(Support, "You are a customer service agent of an airline.", "I want to cancel my flight").ShouldBe("support-tools");
        Domain(Web, "You answer questions.", "Who won the 1998 chess olympiad?").ShouldBe("research");
        Domain([], "", "Who won the 1998 chess olympiad?").ShouldBe("other");
    }

    [Fact]
    public void Repeating_words_does_not_change_the_domain()
    {
        const string Task = "Implement a parser in parser.rs";

        Domain(Coding, "", Task).ShouldBe("build/rust");
        Domain(Coding, "", Task + string.Concat(Enumerable.Repeat(" implement", 5_000))).ShouldBe("build/rust");
    }

    [Fact]
    public void Each_domain_can_be_read_from_its_text()
    {
        foreach (var kind in Enum.GetValues<TaskKind>())
        {
            var domain = new TaskDomain(kind, null);
            TaskDomain.Parse(domain.ToString()).ShouldBe(domain);
        }

        TaskDomain.Parse("fix/python").ShouldBe(new TaskDomain(TaskKind.Fix, "python"));
        TaskDomain.Parse("fix/cobol").ShouldBeNull();
        TaskDomain.Parse("research/python").ShouldBeNull();
        TaskDomain.Parse("magic").ShouldBeNull();
    }

    private static string Domain(string[] tools, string system, string user)
    {
        var signals = default(DomainSignals);
        foreach (var tool in tools) signals.AddTool(Encoding.UTF8.GetBytes(tool));
        return signals.Domain(new RequestText(Encoding.UTF8.GetBytes(system), Encoding.UTF8.GetBytes(user))).ToString();
    }
}
