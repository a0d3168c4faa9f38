using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>A continuation that is none ends in the in-stream error: nothing is shown that the model did not mean to follow what it had said.</summary>
[Trait("Promise", "P-25")]
public sealed class AstrayTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private static readonly Answer Plain = Answer.All.Single(static answer => answer.Name == "plain");
    private static readonly Answer Document = Answer.All.Single(static answer => answer.Name == "JSON by a schema");

    public static TheoryData<string, string> Pairs => Every.Pair;

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_new_beginning_that_says_something_else_is_not_shown(string door, string upstream) =>
        BreaksOffAsync(door, upstream, Plain, static (whole, _) => whole with { Text = $"{whole.Text[..40]} but now for something completely different, and at some length, so that nobody could take it for a mistake." });

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_new_beginning_that_stops_before_it_comes_to_the_place_is_not_shown(string door, string upstream) =>
        BreaksOffAsync(door, upstream, Plain, static (whole, _) => whole with { Text = whole.Text[..40] });

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_stream_that_says_neither_a_word_nor_why_it_ends_is_passed_over(string door, string upstream)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var ends = Death.EndsOfEvents(speaker.Stream(Plain.Said, speaker.AskedFor(Plain.Question)));
        var model = new FragileModel(speaker, Plain.Said, Manner.Repeats, new Death(DeathKind.Ends, ends[ends.Count / 2])) { Instead = number => number == 1 ? Replies.Sse(Nothing(speaker)) : null };

        var heard = await host.AskAsync(client, ResumptionHost.Twice(speaker), Plain.Question, model);

        heard.ShouldSayTheSame(client, Plain.Said);
        model.Asked.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_document_that_does_not_come_to_its_end_is_none(string door, string upstream) =>
        BreaksOffAsync(door, upstream, Document, static (whole, beginning) => whole with { Text = whole.Text[..(beginning.Text.Length + 5)] });

    [Theory]
    [InlineData("openai-chat", "openai-chat")]
    [InlineData("anthropic-messages", "openai-chat")]
    [InlineData("openai-responses", "openai-chat")]
    [InlineData("openai-chat", "openai-responses")]
    [InlineData("anthropic-messages", "openai-responses")]
    [InlineData("openai-responses", "openai-responses")]
    public Task A_model_that_declines_to_go_on_is_not_quoted(string door, string upstream) =>
        BreaksOffAsync(door, upstream, Plain, static (_, _) => new Said { Refusal = "I cannot go on with that." });

    /// <summary>The marks of a stream around no answer at all.</summary>
    private static string Nothing(ISpeaker speaker) => speaker.Dialect switch
    {
        "openai-chat" => ChatSse.Role() + ChatSse.Done,
        "anthropic-messages" => MessagesWire.Start + MessagesWire.Stop,
        _ => "",
    };

    private async Task BreaksOffAsync(string door, string upstream, Answer answer, Func<Said, Beginning, Said> goesOn)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var ends = Death.EndsOfEvents(speaker.Stream(answer.Said, speaker.AskedFor(answer.Question)));
        var at = ends.First(end => Trials.LettersBefore(end, speaker.Stream(answer.Said, speaker.AskedFor(answer.Question)), answer.Said.Text) > answer.Said.Text.Length / 2);
        var model = new FragileModel(speaker, answer.Said, Manner.Repeats, new Death(DeathKind.Ends, at)) { GoesOnWith = goesOn };

        var heard = await host.AskAsync(client, ResumptionHost.Twice(speaker), answer.Question, model);

        heard.ShouldBreakOff(client, answer.Said);
        model.Asked.ShouldBeGreaterThan(1);
    }
}
