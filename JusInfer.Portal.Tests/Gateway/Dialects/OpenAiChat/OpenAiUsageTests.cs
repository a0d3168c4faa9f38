using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

[Trait("Promise", "P-8")]
public sealed class OpenAiUsageTests
{
    [Fact]
    public void The_buckets_are_disjoint_and_add_up_to_the_providers_total()
    {
        var random = new Random(9);
        for (var i = 0; i < 2_000; i++)
        {
            var (prompt, completion) = (random.Next(1, 100_000), random.Next(1, 10_000));
            var (cached, reasoning) = (random.Next(0, prompt + 1), random.Next(0, completion + 1));
            var apart = reasoning > 0 && random.Next(2) == 0;
            var total = prompt + completion + (apart ? reasoning : 0);

            var (audioInput, audioOutput) = (random.Next(0, prompt - cached + 1), apart ? 0 : random.Next(0, completion - reasoning + 1));
            var usage = Read($$$"""{"total_tokens":{{{total}}},"completion_tokens_details":{"reasoning_tokens":{{{reasoning}}},"audio_tokens":{{{audioOutput}}}},"completion_tokens":{{{completion}}},"prompt_tokens_details":{"cached_tokens":{{{cached}}},"audio_tokens":{{{audioInput}}}},"prompt_tokens":{{{prompt}}}}""");

            var tokens = usage.Tokens;
            usage.Mismatch.ShouldBeNull();
            tokens.ShouldHaveNoNegativeBucket();
            tokens.Input.ShouldBe(prompt);
            tokens.CacheRead.ShouldBe(cached);
            tokens.OutputReasoning.ShouldBe(reasoning);
            (tokens.AudioInput, tokens.AudioOutput).ShouldBe((audioInput, audioOutput));
            (tokens.Input + tokens.Output).ShouldBe(total);
        }
    }

    [Fact]
    public void Inconsistent_reports_have_buckets_that_are_not_negative_and_name_the_total_that_differs()
    {
        var random = new Random(10);
        for (var i = 0; i < 2_000; i++)
        {
            var (prompt, completion, total) = (random.Next(0, 1_000), random.Next(0, 1_000), random.Next(1, 3_000));
            var json = $$$"""{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{completion}}},"total_tokens":{{{total}}},"prompt_cache_hit_tokens":{{{random.Next(0, 2_000)}}},"prompt_tokens_details":{"cached_tokens":{{{random.Next(0, 2_000)}}},"cache_write_tokens":{{{random.Next(0, 2_000)}}},"audio_tokens":{{{random.Next(0, 2_000)}}}},"completion_tokens_details":{"reasoning_tokens":{{{random.Next(0, 2_000)}}},"audio_tokens":{{{random.Next(0, 2_000)}}}}}""";

            var (tokens, mismatch) = Read(json);

            tokens.ShouldHaveNoNegativeBucket();
            tokens.Input.ShouldBe(prompt, json);
            if (tokens.Input + tokens.Output == total) mismatch.ShouldBeNull(json);
            else mismatch.ShouldBe(new UsageMismatch("total_tokens", tokens.Input + tokens.Output, total), json);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"prompt_tokens":"12","completion_tokens":null,"total_tokens":[]}""")]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":-1}""")]
    [InlineData("""{"prompt_tokens_details":{"cached_tokens":7}}""")]
    public void Values_that_are_not_counts_are_ignored(string json) => Read(json).IsEmpty.ShouldBeTrue();

    [Fact]
    public void The_reader_is_positioned_at_the_end_of_the_object()
    {
        var json = new Utf8JsonReader("""{"usage":{"prompt_tokens":1,"x":{"y":[1,2]},"completion_tokens_details":{"a":{}}},"after":1}"""u8);
        for (var i = 0; i < 3; i++) json.Read();

        OpenAiUsage.Read(ref json).Tokens.Input.ShouldBe(1);

        json.Read();
        json.GetString().ShouldBe("after");
    }

    private static ReportedUsage Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return OpenAiUsage.Read(ref reader);
    }
}
