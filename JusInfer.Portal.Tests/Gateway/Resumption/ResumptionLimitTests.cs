using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Which endpoint continues a stream, how often, and what the client gets if none does.</summary>
[Trait("Promise", "P-25")]
public sealed class ResumptionLimitTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private static readonly Scenario Long = Scenario.All.Single(static scenario => scenario.Name == "long");

    public static TheoryData<string, string> Pairs => DialectData.Pairs;

    public static TheoryData<string> Dialects => DialectData.Dialects;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_answer_survives_two_interruptions(string client, string upstream)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect), Half(upstreamDialect) with { Kind = InterruptionKind.ConnectionReset });

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, model);

        answer.ShouldEqualUninterrupted(clientDialect, Long.ModelAnswer);
        model.Violations.ShouldBeEmpty();
        model.RequestCount.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_third_interruption_ends_the_stream_with_an_error(string client, string upstream)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect), Early(upstreamDialect), Early(upstreamDialect));

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, model);

        answer.ShouldEndWithError(clientDialect, Long.ModelAnswer);
        clientDialect.ReadResponse(answer, streamed: true).Text.Length.ShouldBeGreaterThan(Long.ModelAnswer.Text.Length / 4);
        model.RequestCount.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task The_same_model_at_another_endpoint_is_tried_first(string dialect)
    {
        var upstreamDialect = ResumptionHost.DialectOf(dialect);
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect));

        var answer = await host.AskAsync(upstreamDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, model);

        answer.ShouldEqualUninterrupted(upstreamDialect, Long.ModelAnswer);
        var first = model.Paths.ElementAt(0).Split('/')[1];
        model.Paths.Select(static path => path.Split('/')[1]).ShouldBe([first, first == "a" ? "b" : "a"]);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task The_same_endpoint_is_used_if_there_is_no_other(string dialect)
    {
        var upstreamDialect = ResumptionHost.DialectOf(dialect);
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect));

        var answer = await host.AskAsync(upstreamDialect, ResumptionHost.OneProvider(upstreamDialect), Long.Request, model);

        answer.ShouldEqualUninterrupted(upstreamDialect, Long.ModelAnswer);
        model.Paths.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_endpoint_that_rejects_the_continuation_is_skipped(string dialect)
    {
        var upstreamDialect = ResumptionHost.DialectOf(dialect);
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect)) { ReplyInstead = static number => number is 1 ? Replies.Error(503) : null };

        var answer = await host.AskAsync(upstreamDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, model);

        answer.ShouldEqualUninterrupted(upstreamDialect, Long.ModelAnswer);
        model.RequestCount.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_continuation_without_streaming_is_used(string client, string upstream)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect)) { ContinuesWithoutStreaming = true };

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, model);

        answer.ShouldEqualUninterrupted(clientDialect, Long.ModelAnswer);
        model.Violations.ShouldBeEmpty();
        model.RequestCount.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_continuation_that_is_a_JSON_error_is_skipped(string client, string upstream)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect)) { ReplyInstead = static number => number is 1 ? Replies.Json("""{"error":{"message":"overloaded"}}""") : null };

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, model);

        answer.ShouldEqualUninterrupted(clientDialect, Long.ModelAnswer);
        model.RequestCount.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task With_resumption_disabled_the_stream_ends_with_the_error(string client, string upstream)
    {
        var (clientDialect, upstreamDialect) = (ResumptionHost.DialectOf(client), ResumptionHost.DialectOf(upstream));
        var model = new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect));

        var answer = await host.AskAsync(clientDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, model, ("X-JusInfer-Resume", "off"));

        answer.ShouldEndWithError(clientDialect, Long.ModelAnswer);
        model.RequestCount.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_resumed_answer_is_billed_once_and_recorded(string dialect)
    {
        var upstreamDialect = ResumptionHost.DialectOf(dialect);

        var answer = await host.AskAsync(upstreamDialect, ResumptionHost.TwoProviders(upstreamDialect), Long.Request, new InterruptedModel(upstreamDialect, Long.ModelAnswer, ContinuationStyle.RepeatsAnchor, Half(upstreamDialect)));

        answer.Body.ShouldContain("\n: resumed with attempt 2 at ");
        answer.Body.ShouldContain("\"resumed\":true");
        var receipt = await host.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
        receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt => attempt.GetProperty("outcome").GetString()).ShouldBe(["broken", "answered"]);

        // The client pays for the text once, about a token per four bytes, and not for the one and a half answers that two upstreams have generated.
        receipt.GetProperty("output_tokens").GetInt64().ShouldBeInRange(Long.ModelAnswer.Text.Length / 8, Long.ModelAnswer.Text.Length / 3);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBeLessThan(200);
        (await host.Team.RecordsAsync(host.Caller)).Count(record => record.GetProperty("id").GetString() == answer.RequestId).ShouldBe(1);
    }

    private static Interruption Half(ITestDialect upstreamDialect) => At(upstreamDialect, 0.5);

    private static Interruption Early(ITestDialect upstreamDialect) => At(upstreamDialect, 0.2);

    private static Interruption At(ITestDialect upstreamDialect, double part)
    {
        var ends = Interruption.EventEnds(upstreamDialect.WriteStream(Long.ModelAnswer, upstreamDialect.CreateRequest(Long.Request)));
        return new Interruption(InterruptionKind.EndOfStream, ends[(int)(part * ends.Count)]);
    }
}
