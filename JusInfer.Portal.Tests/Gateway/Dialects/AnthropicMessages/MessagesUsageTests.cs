using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Usage objects as providers of the dialect send them, in disjoint buckets whose sum is the provider's total.</summary>
public sealed class MessagesUsageTests
{
    [Theory]
    [InlineData("""{"input_tokens":10,"output_tokens":5}""", 10, 0, 0, 0, 5, 0)]
    [InlineData("""{"input_tokens":3,"cache_creation_input_tokens":1000,"cache_read_input_tokens":2000,"output_tokens":7}""", 3, 2000, 1000, 0, 7, 0)]
    [InlineData("""{"input_tokens":3,"cache_creation_input_tokens":1000,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":400,"ephemeral_1h_input_tokens":600},"output_tokens":7}""", 3, 0, 400, 600, 7, 0)]
    [InlineData("""{"input_tokens":3,"cache_creation_input_tokens":null,"cache_read_input_tokens":null,"cache_creation":null,"output_tokens":7,"server_tool_use":{"web_search_requests":1},"service_tier":"standard"}""", 3, 0, 0, 0, 7, 0)]
    [InlineData("""{"input_tokens":3,"output_tokens":70,"output_tokens_details":{"thinking_tokens":50}}""", 3, 0, 0, 0, 20, 50)]
    [InlineData("""{"input_tokens":-3,"output_tokens":1e300}""", 0, 0, 0, 0, 1_000_000_000, 0)]
    [InlineData("""{"input_tokens":"x","output_tokens":{}}""", 0, 0, 0, 0, 0, 0)]
    public void Token_counts_are_assigned_to_buckets(string json, long uncached, long read, long write5m, long write1h, long text, long reasoning) => Read(json).ShouldBe(new TokenBuckets
    {
        InputUncached = uncached,
        CacheRead = read,
        CacheWrite5m = write5m,
        CacheWrite1h = write1h,
        OutputText = text,
        OutputReasoning = reasoning,
    });

    [Fact]
    public void The_usage_at_the_end_of_a_stream_replaces_the_usage_at_its_start() => Read(
            """{"input_tokens":3,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":10},"cache_read_input_tokens":20,"output_tokens":1}""",
            """{"input_tokens":4,"cache_creation_input_tokens":10,"cache_read_input_tokens":20,"output_tokens":50}""")
        .ShouldBe(new TokenBuckets { InputUncached = 4, CacheRead = 20, CacheWrite1h = 10, OutputText = 50 });

    [Fact]
    public void The_buckets_are_disjoint_and_add_up_to_the_providers_totals()
    {
        var random = new Random(12);
        for (var i = 0; i < 2_000; i++)
        {
            var (input, read, output) = (random.Next(0, 10_000), random.Next(0, 100_000), random.Next(0, 10_000));
            var (short5, hour) = (random.Next(0, 50_000), random.Next(2) * random.Next(0, 50_000));
            var details = random.Next(2) == 0 ? $$$""","cache_creation":{"ephemeral_5m_input_tokens":{{{short5}}},"ephemeral_1h_input_tokens":{{{hour}}}}""" : "";
            var json = $$$"""{"input_tokens":{{{input}}},"cache_read_input_tokens":{{{read}}},"cache_creation_input_tokens":{{{short5 + hour}}}{{{details}}},"output_tokens":{{{output}}},"output_tokens_details":{"thinking_tokens":{{{random.Next(0, output + 1)}}}}}""";

            var (tokens, mismatch) = Report(json);

            mismatch.ShouldBeNull(json);
            tokens.ShouldHaveNoNegativeBucket();
            (tokens.Input, tokens.Output, tokens.CacheRead).ShouldBe((input + read + short5 + hour, output, read), json);
            if (details.Length > 0) (tokens.CacheWrite5m, tokens.CacheWrite1h).ShouldBe((short5, hour), json);
        }
    }

    [Fact]
    public void Cache_writes_that_exceed_their_total_are_a_mismatch() => Report(
            """{"input_tokens":3,"cache_creation_input_tokens":100,"cache_creation":{"ephemeral_5m_input_tokens":80,"ephemeral_1h_input_tokens":60},"output_tokens":1}""")
        .Mismatch.ShouldBe(new UsageMismatch("input_tokens", 143, 103));

    private static ReportedUsage Report(string text)
    {
        var sink = new UsageRecorder();
        Parse(text).Report(sink);
        return new ReportedUsage(sink.Tokens, sink.Mismatch);
    }

    private static TokenBuckets Read(params string[] objects) => Parse(objects).Buckets;

    private static MessagesUsage Parse(params string[] objects)
    {
        var usage = default(MessagesUsage);
        foreach (var text in objects)
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            json.Read();
            usage.Read(ref json);
        }

        return usage;
    }

    private sealed class UsageRecorder() : ResponseSink(NullSink.Instance)
    {
        public TokenBuckets Tokens { get; private set; }

        public UsageMismatch? Mismatch { get; private set; }

        public override void Usage(TokenBuckets tokens) => Tokens = tokens;

        public override void UsageMismatch(UsageMismatch mismatch) => Mismatch = mismatch;
    }
}
