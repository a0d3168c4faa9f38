using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>A response that does not continue the answer ends the stream with an error. The client gets only text that belongs to one answer.</summary>
[Trait("Promise", "P-25")]
public sealed class DivergedContinuationTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private static readonly Scenario Plain = Scenario.All.Single(static scenario => scenario.Name == "plain");
    private static readonly Scenario Document = Scenario.All.Single(static scenario => scenario.Name == "JSON by a schema");

    public static TheoryData<string, string> Pairs => DialectData.Pairs;

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_restart_with_different_text_is_not_delivered(string client, string upstream) =>
        ShouldEndWithErrorAsync(client, upstream, Plain, static (complete, _) => complete with { Text = $"{complete.Text[..40]} but now for something completely different, and at some length, so that nobody could take it for a mistake." });

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task A_restart_that_stops_before_new_text_is_not_delivered(string client, string upstream) =>
        ShouldEndWithErrorAsync(client, upstream, Plain, static (complete, _) => complete with { Text = complete.Text[..40] });

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_empty_stream_counts_as_a_failed_attempt(string client, string upstream)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var ends = Interruption.EventEnds(upstreamDialect.WriteStream(Plain.ModelAnswer, upstreamDialect.CreateRequest(Plain.Request)));
        var model = new InterruptedModel(upstreamDialect, Plain.ModelAnswer, ContinuationStyle.RepeatsAnchor, new Interruption(InterruptionKind.EndOfStream, ends[ends.Count / 2])) { ReplyInstead = number => number == 1 ? Replies.Sse(EmptyStream(upstreamDialect)) : null };

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), Plain.Request, model);

        answer.ShouldEqualUninterrupted(clientDialect, Plain.ModelAnswer);
        model.RequestCount.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public Task An_incomplete_JSON_document_ends_with_an_error(string client, string upstream) =>
        ShouldEndWithErrorAsync(client, upstream, Document, static (complete, continued) => complete with { Text = complete.Text[..(continued.Text.Length + 5)] });

    [Theory]
    [InlineData("openai-chat", "openai-chat")]
    [InlineData("anthropic-messages", "openai-chat")]
    [InlineData("openai-responses", "openai-chat")]
    [InlineData("openai-chat", "openai-responses")]
    [InlineData("anthropic-messages", "openai-responses")]
    [InlineData("openai-responses", "openai-responses")]
    public Task A_refusal_to_continue_is_not_delivered(string client, string upstream) =>
        ShouldEndWithErrorAsync(client, upstream, Plain, static (_, _) => new ModelAnswer { Refusal = "I cannot go on with that." });

    /// <summary>The events of a stream without content.</summary>
    private static string EmptyStream(ITestDialect dialect) => dialect.Name switch
    {
        "openai-chat" => ChatSse.Role() + ChatSse.Done,
        "anthropic-messages" => MessagesWire.Start + MessagesWire.Stop,
        _ => "",
    };

    private async Task ShouldEndWithErrorAsync(string client, string upstream, Scenario scenario, Func<ModelAnswer, ContinuationRequest, ModelAnswer> continuation)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var ends = Interruption.EventEnds(upstreamDialect.WriteStream(scenario.ModelAnswer, upstreamDialect.CreateRequest(scenario.Request)));
        var at = ends.First(end => ResumptionCases.CharactersBefore(end, upstreamDialect.WriteStream(scenario.ModelAnswer, upstreamDialect.CreateRequest(scenario.Request)), scenario.ModelAnswer.Text) > scenario.ModelAnswer.Text.Length / 2);
        var model = new InterruptedModel(upstreamDialect, scenario.ModelAnswer, ContinuationStyle.RepeatsAnchor, new Interruption(InterruptionKind.EndOfStream, at)) { Continuation = continuation };

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), scenario.Request, model);

        answer.ShouldEndWithError(clientDialect, scenario.ModelAnswer);
        model.RequestCount.ShouldBeGreaterThan(1);
    }
}
