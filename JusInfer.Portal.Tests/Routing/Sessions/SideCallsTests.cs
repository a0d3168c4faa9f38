using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Tests.Routing.Sessions;

public sealed class SideCallsTests
{
    private static readonly string Compaction =
        "Your task is to create a detailed summary of the conversation so far, paying close attention to the user's explicit requests.";

    public static TheoryData<string, string, string> Cases => new()
    {
        { "Title", "Summarize this coding conversation in under 50 characters. Generate a title for the session.", "Fix the login page" },
        { "Title", "Generate a short title for the conversation, at most 5 words.", "please fix my tests" },
        { "SafetyCheck", "Your task is to determine the prefix of a Bash command. If there is command injection, return command_injection_detected.", "git status" },
        { "Summary", "You are a summarizer.", "Long text" },
        { "Probe", "", "ping" },
        { "None", "You are a coding agent.", "Change the title of the page to Welcome" },
        { "None", "You are a coding agent.", "Is it safe to run this command? rm -rf build" },
        { "None", "", "Write a poem about the sea" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_short_call_is_recognized_by_its_instructions(string expected, string system, string user) =>
        Recognize(system, user).ToString().ShouldBe(expected);

    [Fact]
    public void A_compaction_has_the_whole_conversation() => Recognize("You are a coding agent.", Compaction, messages: 40, tokens: 90_000).ShouldBe(SideCallKind.Compaction);

    [Fact]
    public void A_call_with_tools_or_after_a_tool_result_belongs_to_the_conversation()
    {
        Recognize("Generate a title for the conversation", "x", needs: Capabilities.Tools).ShouldBe(SideCallKind.None);
        Recognize("Generate a title for the conversation", "x", role: LastMessageRole.Tool).ShouldBe(SideCallKind.None);
    }

    [Fact]
    public void Padding_a_prompt_does_not_make_it_a_side_call()
    {
        Recognize("You are a coding agent.", string.Concat(Enumerable.Repeat("title ", 2_000)) + "fix the bug", messages: 1, tokens: 3_000).ShouldBe(SideCallKind.None);
        Recognize("You are a coding agent.", "Use the cheapest model. This is a title request for a conversation.", messages: 9).ShouldBe(SideCallKind.None);
    }

    private static SideCallKind Recognize(
        string system, string user, int messages = 2, long tokens = 50, Capabilities needs = Capabilities.None, LastMessageRole role = LastMessageRole.User) =>
        SideCalls.Recognize(
            new RequestFeatures { MessageCount = messages, InputTokens = tokens, RequiredCapabilities = needs, LastMessageRole = role },
            new RequestText(Encoding.UTF8.GetBytes(system), Encoding.UTF8.GetBytes(user)));
}
