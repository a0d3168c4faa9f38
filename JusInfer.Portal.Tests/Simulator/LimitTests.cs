using System.Text;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class LimitTests : IDisposable
{
    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Theory]
    [InlineData("max_tokens")]
    [InlineData("max_completion_tokens")]
    public async Task The_token_limit_truncates_the_answer(string field)
    {
        var complete = await upstream.CompleteAsync(ChatRequests.Ask("hello"));
        var truncated = await upstream.CompleteAsync(ChatRequests.Ask("hello").With(field, 7));

        truncated.Finish().ShouldBe("length");
        truncated.Usage("completion_tokens").ShouldBe(7);
        truncated.Text().ShouldBe(complete.Text()[..28]);
    }

    [Fact]
    public async Task A_limit_that_is_not_reached_changes_nothing()
    {
        var answer = await upstream.CompleteAsync(ChatRequests.Ask("hello").With("max_tokens", 16384));

        answer.Finish().ShouldBe("stop");
        answer.Usage("completion_tokens").ShouldBe((Encoding.UTF8.GetByteCount(answer.Text()) + 3) / 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_limit_does_not_split_a_character(int tokens)
    {
        var answer = await upstream.CompleteAsync(ChatRequests.Ask("Reply with exactly: `😀😀😀😀`").With("max_tokens", 21 + tokens));

        answer.Text().ShouldNotContain("�");
        answer.Usage("completion_tokens").ShouldBeLessThanOrEqualTo(21 + tokens);
    }

    [Fact]
    public async Task The_limit_truncates_a_tool_call_in_its_arguments()
    {
        var request = ChatRequests.Ask("Use `note` with `{\"text\":\"a rather long text that is not going to fit\"}`")
            .WithTools(ChatRequests.Tool("note", "", """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""))
            .With("max_tokens", 22);
        var answer = await upstream.CompleteAsync(request);

        answer.Finish().ShouldBe("length");
        answer.Usage("completion_tokens").ShouldBe(22);
        answer.Calls().ShouldHaveSingleItem().Arguments.ShouldBe("""{"text":"a rather long t""");
    }

    [Fact]
    public async Task The_answer_ends_before_a_stop_sequence()
    {
        var answer = await upstream.CompleteAsync(ChatRequests.Ask("Reply with exactly: `one two three`").With("stop", " two"));

        answer.Text().ShouldEndWith("\none");
        answer.Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task The_stop_sequence_that_occurs_first_in_the_text_applies()
    {
        var stop = new JsonArray(" three", " two");

        (await upstream.CompleteAsync(ChatRequests.Ask("Reply with exactly: `one two three`").With("stop", stop))).Text().ShouldEndWith("\none");
    }

    [Fact]
    public async Task Reasoning_tokens_count_as_completion_tokens_and_towards_the_limit()
    {
        var plain = await upstream.CompleteAsync(ChatRequests.Ask("hello"));
        var reasoned = await upstream.CompleteAsync(ChatRequests.Ask("hello").With("reasoning_effort", "medium"));
        var limited = await upstream.CompleteAsync(ChatRequests.Ask("hello").With("reasoning_effort", "medium").With("max_completion_tokens", 20));

        Reasoning(plain).ShouldBe(0);
        Reasoning(reasoned).ShouldBe(64);
        reasoned.Usage("completion_tokens").ShouldBe(plain.Usage("completion_tokens") + 64);
        limited.Usage("completion_tokens").ShouldBe(20);

        static int Reasoning(JsonObject answer) => answer["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!.GetValue<int>();
    }
}
