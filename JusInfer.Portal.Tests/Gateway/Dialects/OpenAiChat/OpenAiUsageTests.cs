using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
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

            var tokens = Read($$$"""{"total_tokens":{{{total}}},"completion_tokens_details":{"reasoning_tokens":{{{reasoning}}}},"completion_tokens":{{{completion}}},"prompt_tokens_details":{"cached_tokens":{{{cached}}}},"prompt_tokens":{{{prompt}}}}""");

            tokens.Input.ShouldBe(prompt);
            tokens.CacheRead.ShouldBe(cached);
            tokens.OutputReasoning.ShouldBe(reasoning);
            (tokens.Input + tokens.Output).ShouldBe(total);
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

        OpenAiUsage.Read(ref json).Input.ShouldBe(1);

        json.Read();
        json.GetString().ShouldBe("after");
    }

    private static TokenBuckets Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return OpenAiUsage.Read(ref reader);
    }
}
