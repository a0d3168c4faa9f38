using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Gateway.Translation;

public sealed class ToolLoopTests
{
    [Fact]
    public void Identical_steps_at_the_end_are_counted()
    {
        var loop = Of([.. Enumerable.Range(0, 20).SelectMany(number => Step($"call_{number}", "read", "a.txt", "not found"))]);

        loop.ShouldBe(new ToolLoop(20, "read"));
    }

    [Fact]
    public void Other_arguments_results_and_tools_end_the_count()
    {
        Of([.. Step("1", "read", "a.txt", "x"), .. Step("2", "read", "b.txt", "x")]).Repeats.ShouldBe(1);
        Of([.. Step("1", "read", "a.txt", "x"), .. Step("2", "read", "a.txt", "y")]).Repeats.ShouldBe(1);
        Of([.. Step("1", "write", "a.txt", "x"), .. Step("2", "read", "a.txt", "x")]).Repeats.ShouldBe(1);
    }

    [Fact]
    public void The_text_of_the_model_does_not_count()
    {
        var loop = Of([.. Step("1", "read", "a.txt", "x", text: "Let me see."), .. Step("2", "read", "a.txt", "x", text: "Once more.")]);

        loop.Repeats.ShouldBe(2);
    }

    [Fact]
    public void A_message_of_the_user_between_the_steps_ends_the_count()
    {
        var loop = Of([.. Step("1", "read", "a.txt", "x"), """{"role":"user","content":"go on"}""", .. Step("2", "read", "a.txt", "x")]);

        loop.Repeats.ShouldBe(1);
    }

    [Fact]
    public void Parallel_calls_are_one_step()
    {
        string[] step =
        [
            """{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"read","arguments":"{}"}},{"id":"2","type":"function","function":{"name":"list","arguments":"{}"}}]}""",
            """{"role":"tool","tool_call_id":"1","content":"x"}""",
            """{"role":"tool","tool_call_id":"2","content":"y"}""",
        ];

        Of([.. step, .. step]).ShouldBe(new ToolLoop(2, "read, list"));
    }

    [Fact]
    public void A_conversation_that_does_not_end_with_a_tool_result_has_no_loop() =>
        Of([.. Step("1", "read", "a.txt", "x"), """{"role":"user","content":"go on"}"""]).Repeats.ShouldBe(0);

    private static string[] Step(string id, string tool, string argument, string result, string text = "") =>
    [
        $$$"""{"role":"assistant","content":"{{{text}}}","tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"{{{tool}}}","arguments":"{\"path\":\"{{{argument}}}\"}"}}]}""",
        $$"""{"role":"tool","tool_call_id":"{{id}}","content":"{{result}}"}""",
    ];

    private static ToolLoop Of(string[] messages)
    {
        using var conversation = ChatConversationReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"a","messages":[{"role":"user","content":"hi"},{{string.Join(',', messages)}}]}"""));
        return ToolLoop.From(conversation);
    }
}
