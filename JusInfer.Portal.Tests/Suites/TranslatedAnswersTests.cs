using JusInfer.Portal.Tests.Gateway.Conformance;

namespace JusInfer.Portal.Tests.Suites;

/// <summary>
/// Checks every answer that the gateway writes for another dialect than the provider's, for each row of the conformance matrix, against the
/// types of the client's SDK. What passes through within a dialect is the provider's.
/// </summary>
[Suite]
public sealed class TranslatedAnswersTests(DialectHost host) : IClassFixture<DialectHost>
{
    [Theory]
    [InlineData("openai-chat")]
    [InlineData("openai-responses")]
    [InlineData("anthropic-messages")]
    public async Task Every_translated_answer_has_the_type_that_the_clients_SDK_declares(string dialect)
    {
        AnswerSchemas.SkipIfMissing();
        var client = DialectHost.Dialects.Single(one => one.Name == dialect);
        var answers = new List<TypedAnswer>();
        foreach (var capability in Capabilities.All)
        {
            foreach (var upstream in DialectHost.Dialects.Where(one => one != client))
            {
                if (capability.Gaps.Any(gap => gap.Kind == GapKind.NotExpressible && gap.Covers(dialect, upstream.Name))) continue;
                foreach (var streamed in capability.StreamsOnly ? (bool[])[true] : [true, false])
                {
                    var answer = await CapabilityCall.AskAsync(host, capability, client, upstream, streamed);
                    var what = $"{capability.Name}, {upstream.Name}, {(streamed ? "streamed" : "whole")}";
                    answers.AddRange(TypedAnswers.Of(dialect, answer, what));
                }
            }
        }

        answers.Count.ShouldBeGreaterThan(400);
        await AnswerSchemas.ShouldConformAsync(dialect, answers);
    }
}
