using JusInfer.Portal.Tests.Gateway.Conformance.Speakers;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Who goes on with a stream, how often, and what is said where nobody does.</summary>
[Trait("Promise", "P-25")]
public sealed class HopsTests(ResumptionHost host) : IClassFixture<ResumptionHost>
{
    private static readonly Answer Long = Answer.All.Single(static answer => answer.Name == "long");

    public static TheoryData<string, string> Pairs => Every.Pair;

    public static TheoryData<string> Dialects => Every.Dialect;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Two_upstreams_may_die_in_one_answer(string door, string upstream)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker), Half(speaker) with { Kind = DeathKind.Breaks });

        var answer = await host.AskAsync(client, ResumptionHost.Twice(speaker), Long.Question, model);

        answer.ShouldSayTheSame(client, Long.Said);
        model.Objections.ShouldBeEmpty();
        model.Asked.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_third_death_is_told_in_the_stream(string door, string upstream)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker), Early(speaker), Early(speaker));

        var answer = await host.AskAsync(client, ResumptionHost.Twice(speaker), Long.Question, model);

        answer.ShouldBreakOff(client, Long.Said);
        client.Hear(answer, streamed: true).Text.Length.ShouldBeGreaterThan(Long.Said.Text.Length / 4);
        model.Asked.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task The_same_model_elsewhere_goes_on_first(string dialect)
    {
        var speaker = ResumptionHost.SpeakerOf(dialect);
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker));

        var answer = await host.AskAsync(speaker, ResumptionHost.Twice(speaker), Long.Question, model);

        answer.ShouldSayTheSame(speaker, Long.Said);
        var first = model.Paths.ElementAt(0).Split('/')[1];
        model.Paths.Select(static path => path.Split('/')[1]).ShouldBe([first, first == "a" ? "b" : "a"]);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Where_there_is_no_other_the_same_endpoint_goes_on(string dialect)
    {
        var speaker = ResumptionHost.SpeakerOf(dialect);
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker));

        var answer = await host.AskAsync(speaker, ResumptionHost.Once(speaker), Long.Question, model);

        answer.ShouldSayTheSame(speaker, Long.Said);
        model.Paths.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Whoever_refuses_to_go_on_is_passed_over(string dialect)
    {
        var speaker = ResumptionHost.SpeakerOf(dialect);
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker)) { Instead = static number => number is 1 ? Replies.Error(503) : null };

        var answer = await host.AskAsync(speaker, ResumptionHost.Twice(speaker), Long.Question, model);

        answer.ShouldSayTheSame(speaker, Long.Said);
        model.Asked.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Whoever_goes_on_in_one_JSON_body_is_heard(string door, string upstream)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker)) { GoesOnWhole = true };

        var answer = await host.AskAsync(client, ResumptionHost.Twice(speaker), Long.Question, model);

        answer.ShouldSayTheSame(client, Long.Said);
        model.Objections.ShouldBeEmpty();
        model.Asked.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_error_in_one_JSON_body_is_passed_over(string door, string upstream)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker)) { Instead = static number => number is 1 ? Replies.Json("""{"error":{"message":"overloaded"}}""") : null };

        var answer = await host.AskAsync(client, ResumptionHost.Twice(speaker), Long.Question, model);

        answer.ShouldSayTheSame(client, Long.Said);
        model.Asked.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Whoever_opts_out_has_the_error_at_once(string door, string upstream)
    {
        var (client, speaker) = (ResumptionHost.SpeakerOf(door), ResumptionHost.SpeakerOf(upstream));
        var model = new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker));

        var answer = await host.AskAsync(client, ResumptionHost.Twice(speaker), Long.Question, model, ("X-JusInfer-Resume", "off"));

        answer.ShouldBreakOff(client, Long.Said);
        model.Asked.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task It_is_billed_once_and_stands_in_the_record(string dialect)
    {
        var speaker = ResumptionHost.SpeakerOf(dialect);

        var cut = await host.AskAsync(speaker, ResumptionHost.Twice(speaker), Long.Question, new FragileModel(speaker, Long.Said, Manner.Repeats, Half(speaker)));

        cut.Body.ShouldContain("\n: resumed with attempt 2 at ");
        cut.Body.ShouldContain("\"resumed\":true");
        var receipt = await host.Team.ReceiptAsync(cut.RequestId);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
        receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt => attempt.GetProperty("outcome").GetString()).ShouldBe(["broken", "answered"]);

        // The text is what it would have been: about a token for each four bytes, and never the answer and a half that two upstreams have said.
        receipt.GetProperty("output_tokens").GetInt64().ShouldBeInRange(Long.Said.Text.Length / 8, Long.Said.Text.Length / 3);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBeLessThan(200);
        (await host.Team.RecordsAsync(host.Caller)).Count(record => record.GetProperty("id").GetString() == cut.RequestId).ShouldBe(1);
    }

    private static Death Half(ISpeaker speaker) => At(speaker, 0.5);

    private static Death Early(ISpeaker speaker) => At(speaker, 0.2);

    private static Death At(ISpeaker speaker, double part)
    {
        var ends = Death.EndsOfEvents(speaker.Stream(Long.Said, speaker.AskedFor(Long.Question)));
        return new Death(DeathKind.Ends, ends[(int)(part * ends.Count)]);
    }
}
