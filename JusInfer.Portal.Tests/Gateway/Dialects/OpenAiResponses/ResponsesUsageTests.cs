using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

public sealed class ResponsesUsageTests
{
    [Fact]
    public void A_written_response_can_be_read()
    {
        var tokens = new TokenBuckets { InputUncached = 10, CacheRead = 20, CacheWrite5m = 30, OutputText = 40, OutputReasoning = 50 };

        ResponsesUsage.Read(JsonElement.Parse(ResponsesUsage.Write(tokens))).ShouldBe(new ReportedUsage(tokens, Mismatch: null));
    }

    [Fact]
    public void The_buckets_are_disjoint_and_add_up_to_the_providers_totals()
    {
        var random = new Random(11);
        for (var i = 0; i < 2_000; i++)
        {
            var (input, output) = (random.Next(0, 100_000), random.Next(0, 10_000));
            var total = random.Next(3) switch { 0 => 0, 1 => input + output, _ => random.Next(1, 100_000) };
            var json = $$$"""{"input_tokens":{{{input}}},"input_tokens_details":{"cached_tokens":{{{random.Next(0, input * 2)}}},"cache_write_tokens":{{{random.Next(0, input * 2)}}}},"output_tokens":{{{output}}},"output_tokens_details":{"reasoning_tokens":{{{random.Next(0, output * 2)}}}}{{{(total == 0 ? "" : $",\"total_tokens\":{total}")}}}}""";

            var (tokens, mismatch) = ResponsesUsage.Read(JsonElement.Parse(json));

            tokens.ShouldHaveNoNegativeBucket();
            (tokens.Input, tokens.Output).ShouldBe((input, output), json);
            if (total == 0 || total == input + output) mismatch.ShouldBeNull(json);
            else mismatch.ShouldBe(new UsageMismatch("total_tokens", input + output, total), json);
        }
    }
}
