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
    public async Task The_token_limit_ends_the_answer(string field)
    {
        var whole = await upstream.AskAsync(Talk.Say("hello"));
        var cut = await upstream.AskAsync(Talk.Say("hello").With(field, 7));

        cut.Finish().ShouldBe("length");
        cut.Usage("completion_tokens").ShouldBe(7);
        cut.Text().ShouldBe(whole.Text()[..28]);
    }

    [Fact]
    public async Task A_limit_that_is_not_reached_changes_nothing()
    {
        var answer = await upstream.AskAsync(Talk.Say("hello").With("max_tokens", 16384));

        answer.Finish().ShouldBe("stop");
        answer.Usage("completion_tokens").ShouldBe((Encoding.UTF8.GetByteCount(answer.Text()) + 3) / 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_limit_parts_no_character(int tokens)
    {
        var answer = await upstream.AskAsync(Talk.Say("Reply with exactly: `😀😀😀😀`").With("max_tokens", 21 + tokens));

        answer.Text().ShouldNotContain("�");
        answer.Usage("completion_tokens").ShouldBeLessThanOrEqualTo(21 + tokens);
    }

    [Fact]
    public async Task The_limit_ends_a_call_in_the_middle_of_its_arguments()
    {
        var request = Talk.Say("Use `note` with `{\"text\":\"a rather long text that is not going to fit\"}`")
            .Offering(Talk.Tool("note", "", """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"""))
            .With("max_tokens", 22);
        var answer = await upstream.AskAsync(request);

        answer.Finish().ShouldBe("length");
        answer.Usage("completion_tokens").ShouldBe(22);
        answer.Calls().ShouldHaveSingleItem().Arguments.ShouldBe("""{"text":"a rather long t""");
    }

    [Fact]
    public async Task A_stop_sequence_ends_the_answer_before_itself()
    {
        var answer = await upstream.AskAsync(Talk.Say("Reply with exactly: `one two three`").With("stop", " two"));

        answer.Text().ShouldEndWith("\none");
        answer.Finish().ShouldBe("stop");
    }

    [Fact]
    public async Task Of_several_stop_sequences_the_first_in_the_text_counts()
    {
        var stop = new JsonArray(" three", " two");

        (await upstream.AskAsync(Talk.Say("Reply with exactly: `one two three`").With("stop", stop))).Text().ShouldEndWith("\none");
    }

    [Fact]
    public async Task Reasoning_is_reported_as_part_of_the_completion_and_of_its_limit()
    {
        var plain = await upstream.AskAsync(Talk.Say("hello"));
        var thought = await upstream.AskAsync(Talk.Say("hello").With("reasoning_effort", "medium"));
        var limited = await upstream.AskAsync(Talk.Say("hello").With("reasoning_effort", "medium").With("max_completion_tokens", 20));

        Reasoning(plain).ShouldBe(0);
        Reasoning(thought).ShouldBe(64);
        thought.Usage("completion_tokens").ShouldBe(plain.Usage("completion_tokens") + 64);
        limited.Usage("completion_tokens").ShouldBe(20);

        static int Reasoning(JsonObject answer) => answer["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!.GetValue<int>();
    }
}
