using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Translation.Responses;

/// <summary>Usage objects as providers really send them, in disjoint buckets.</summary>
[Trait("Promise", "P-8")]
public sealed class UsageFieldsTests
{
    public static TheoryData<string> Shapes => [.. UsageShape.All.Select(static shape => shape.Name)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_token_that_a_provider_reports_is_in_one_bucket(string name)
    {
        var shape = UsageShape.All.Single(one => one.Name == name);
        var random = new Random(name.Length);
        for (var i = 0; i < 500; i++)
        {
            var tokens = shape.Draw(random);
            var json = shape.Write(tokens).Rewrite(random).ToJsonString();

            Read(shape.Convention, json).ShouldBe(new ReportedUsage(tokens), json);
        }
    }

    /// <summary>
    /// BerriAI/litellm#27060, pydantic/pydantic-ai#5065: the other counts are those of the iterations that are no compaction.
    /// </summary>
    [Fact]
    public void The_iterations_that_compact_a_conversation_are_added_to_the_counts()
    {
        const string Usage = """
            {"input_tokens":23000,"output_tokens":1000,"iterations":[
              {"type":"compaction","input_tokens":180000,"output_tokens":3500,"cache_read_input_tokens":500,
               "cache_creation_input_tokens":70,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":50}},
              {"output_tokens":7,"input_tokens":9,"type":"compaction"},
              {"type":"message","input_tokens":23000,"output_tokens":1000}, null]}
            """;

        const string Start = "{\"input_tokens\":23000,\"output_tokens\":1}";

        Read(UsageConvention.Anthropic, Start, Usage, "{\"output_tokens\":1000}").ShouldBe(new ReportedUsage(new TokenBuckets
        {
            InputUncached = 23_000 + 180_000 + 9,
            CacheRead = 500,
            CacheWrite5m = 20,
            CacheWrite1h = 50,
            OutputText = 1_000 + 3_500 + 7,
        })
        {
            CompactedInput = 180_579,
        });
    }

    [Theory]
    [InlineData("{\"input_tokens\":10,\"output_tokens\":2,\"iterations\":[]}")]
    [InlineData("{\"input_tokens\":10,\"output_tokens\":2,\"iterations\":[{\"type\":\"message\",\"input_tokens\":10}]}")]
    [InlineData("{\"input_tokens\":10,\"output_tokens\":2,\"iterations\":null}")]
    [InlineData("{\"input_tokens\":10,\"output_tokens\":2,\"iterations\":7}")]
    public void Iterations_without_a_compaction_change_nothing(string usage) =>
        Read(UsageConvention.Anthropic, usage).ShouldBe(new ReportedUsage(new TokenBuckets { InputUncached = 10, OutputText = 2 }));

    /// <summary>achetronic/adk-utils-go#32: a first estimate counts the whole prompt as fresh.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_several_reports_of_one_answer_the_best_counts(string name)
    {
        var shape = UsageShape.All.Single(one => one.Name == name);
        var random = new Random(name.Length + 1);
        for (var i = 0; i < 500; i++)
        {
            var tokens = shape.Draw(random);
            var last = shape.Write(tokens).Rewrite(random);
            List<JsonObject> reports = [last];

            // Before it: counts so far, all of the prompt as fresh (an estimate), or placeholders. After it: placeholders, or nulls.
            var begun = tokens with { OutputText = 1, OutputReasoning = 0, AudioOutput = 0 };
            var fresh = new TokenBuckets { InputUncached = tokens.Input + random.Next(-50, 500) };
            if (random.Next(2) == 0) reports.Insert(0, shape.Write(random.Next(2) == 0 ? begun : fresh).Rewrite(random));
            if (random.Next(2) == 0) reports.Insert(0, shape.Write(default).Rewrite(random));
            if (random.Next(2) == 0) reports.Add(shape.Write(default).Rewrite(random));
            if (random.Next(2) == 0) reports.Add(Nulls(last));
            var texts = reports.Select(static report => report.ToJsonString()).ToArray();

            Read(shape.Convention, texts).ShouldBe(new ReportedUsage(tokens), string.Join('\n', texts));
        }
    }

    [Theory]
    [InlineData(20150, 20_000, 0, 100)]
    [InlineData(150, 90, 0, 10)]
    [InlineData(240, 90, 0, 100)]
    [InlineData(190, 90, 40, 10)]
    [InlineData(0, 90, 40, 10)]
    [InlineData(0, 20_000, 0, 100)]
    public void The_total_says_whether_cached_tokens_are_inside_the_prompt(long total, long read, long written, long fresh)
    {
        var usage = Read(
            UsageConvention.OpenAi,
            $$"""
            {"prompt_tokens":100,"completion_tokens":50,"total_tokens":{{total}},
            "cache_read_input_tokens":{{read}},"cache_creation_input_tokens":{{written}}}
            """);

        (usage.Tokens.InputUncached, usage.Tokens.CacheRead, usage.Tokens.CacheWrite5m).ShouldBe((fresh, read, written));
        (usage.Tokens.Output, usage.Unnamed, usage.Mismatch).ShouldBe((50, 0, null));
    }

    [Fact]
    public void What_a_total_has_beyond_its_counts_is_in_no_bucket() =>
        Read(UsageConvention.OpenAi, """{"prompt_tokens":10,"completion_tokens":20,"total_tokens":130}""")
            .ShouldBe(new ReportedUsage(new TokenBuckets { InputUncached = 10, OutputText = 20 }, Unnamed: 100));

    [Fact]
    public void A_total_that_is_too_small_is_a_mismatch() =>
        Read(UsageConvention.OpenAi, """{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11,"cached_tokens":50}""")
            .ShouldBe(new ReportedUsage(
                new TokenBuckets { InputUncached = 10, CacheRead = 50, OutputText = 1 },
                Mismatch: new UsageMismatch("total_tokens", 61, 11)));

    /// <summary>Perplexity bills the reasoning of its deep research beside an output that does not include it.</summary>
    [Fact]
    public void Reasoning_above_the_output_is_beside_it() => Read(
            UsageConvention.OpenAi,
            """{"prompt_tokens":33,"completion_tokens":7163,"total_tokens":7196,"reasoning_tokens":73997}""")
        .ShouldBe(new ReportedUsage(
            new TokenBuckets { InputUncached = 33, OutputText = 7_163, OutputReasoning = 73_997 },
            Mismatch: new UsageMismatch("total_tokens", 81_193, 7_196)));

    [Fact]
    public void Cache_writes_that_exceed_their_total_are_a_mismatch() => Read(
            UsageConvention.Anthropic,
            """
            {"input_tokens":3,"cache_creation_input_tokens":100,"output_tokens":1,
            "cache_creation":{"ephemeral_5m_input_tokens":80,"ephemeral_1h_input_tokens":60}}
            """)
        .Mismatch.ShouldBe(new UsageMismatch("input_tokens", 143, 103));

    /// <summary>envoyproxy/ai-gateway#1631: zeros at the end replaced the counts of the start.</summary>
    [Fact]
    public void A_later_report_without_counts_of_the_prompt_does_not_replace_them() => Read(
            UsageConvention.Anthropic,
            """{"input_tokens":50,"cache_creation_input_tokens":2000,"cache_read_input_tokens":20000,"output_tokens":1}""",
            """{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":500}""")
        .Tokens.ShouldBe(new TokenBuckets { InputUncached = 50, CacheRead = 20_000, CacheWrite5m = 2_000, OutputText = 500 });

    /// <summary>anthropics/anthropic-sdk-typescript#793: the end of a stream has the sum alone.</summary>
    [Fact]
    public void The_division_of_written_tokens_by_lifetime_is_kept_when_only_their_sum_is_repeated() => Read(
            UsageConvention.Anthropic,
            """{"input_tokens":3,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_1h_input_tokens":10},"output_tokens":1}""",
            """{"input_tokens":4,"cache_creation_input_tokens":10,"cache_read_input_tokens":20,"output_tokens":50}""")
        .Tokens.ShouldBe(new TokenBuckets { InputUncached = 4, CacheRead = 20, CacheWrite1h = 10, OutputText = 50 });

    [Fact]
    public void Inconsistent_reports_have_buckets_that_are_not_negative()
    {
        var random = new Random(10);
        string[] names =
        [
            "prompt_tokens", "completion_tokens", "total_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens",
            "cache_creation_input_tokens", "reasoning_tokens",
        ];
        for (var i = 0; i < 4_000; i++)
        {
            var usage = new JsonObject();
            foreach (var name in names.Where(_ => random.Next(3) > 0)) usage[name] = random.Next(2_000);
            usage["prompt_tokens_details"] = new JsonObject
            {
                ["audio_tokens"] = random.Next(2_000),
                ["cached_tokens"] = random.Next(2_000),
            };
            usage["completion_tokens_details"] = new JsonObject { ["audio_tokens"] = random.Next(2_000) };
            var json = usage.ToJsonString();

            var (tokens, unnamed, mismatch) = Read((UsageConvention)random.Next(2), json);

            tokens.ShouldHaveNoNegativeBucket();
            tokens.Input.ShouldBeGreaterThanOrEqualTo(Count(usage, "prompt_tokens"), json);
            tokens.Output.ShouldBeGreaterThanOrEqualTo(Count(usage, "completion_tokens"), json);
            if (Count(usage, "total_tokens") is not (> 0 and var total)) continue;
            (tokens.Input + tokens.Output + unnamed == total || mismatch is not null).ShouldBeTrue(json);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"prompt_tokens":"many","completion_tokens":null,"total_tokens":[]}""")]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":-1}""")]
    [InlineData("""{"prompt_tokens":{"value":5},"cache_creation":7,"prompt_tokens_details":[{"cached_tokens":7}]}""")]
    public void Values_that_are_not_counts_are_ignored(string json) => Read(UsageConvention.OpenAi, json).IsEmpty.ShouldBeTrue();

    [Fact]
    public void Impossible_counts_are_bounded() => Read(UsageConvention.Anthropic, """{"input_tokens":-3,"output_tokens":1e300}""")
        .Tokens.ShouldBe(new TokenBuckets { OutputText = 1_000_000_000 });

    [Fact]
    public void The_reader_is_positioned_at_the_end_of_the_object()
    {
        var json = new Utf8JsonReader("""{"usage":{"prompt_tokens":1,"x":{"y":[1,2]},"completion_tokens_details":{"a":{}}},"after":1}"""u8);
        for (var i = 0; i < 3; i++) json.Read();

        UsageFields.Read(ref json).Normalize(UsageConvention.OpenAi).Tokens.Input.ShouldBe(1);

        json.Read();
        json.GetString().ShouldBe("after");
    }

    private static long Count(JsonObject usage, string name) => usage[name]?.GetValue<int>() ?? 0;

    private static JsonObject Nulls(JsonObject usage) =>
        new(usage.Select(static property => KeyValuePair.Create<string, JsonNode?>(property.Key, null)));

    private static ReportedUsage Read(UsageConvention convention, params string[] reports)
    {
        var usage = default(UsageFields);
        foreach (var report in reports)
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(report));
            json.Read();
            usage.Merge(UsageFields.Read(ref json));
        }

        return usage.Normalize(convention);
    }
}
