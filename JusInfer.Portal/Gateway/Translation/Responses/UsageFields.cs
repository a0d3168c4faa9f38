using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// The counts of a provider's <c>usage</c> object, by meaning, whatever the provider calls them and wherever it puts them. The reports of
/// one answer are merged, and then normalized to disjoint buckets.
/// </summary>
/// <remarks>
/// 1. <see cref="Read(ref Utf8JsonReader)"/> reads one object of any dialect. Relays mix the names of dialects.
/// 2. <see cref="Merge"/> adds a later report of the same answer. Its prompt is one group (fresh, read from the cache, written to it): the
/// last group that has a count above zero applies, since a first estimate counts everything as fresh. The output only grows.
/// 3. <see cref="Normalize"/> decides by the total whether cached tokens are inside the prompt's count or beside it, and whether reasoning
/// is inside the output's. Without a total, the dialect's convention decides.
/// 4. Anthropic's compaction is a sampling of its own, which is billed and which only <c>iterations</c> has: the other counts are the sum
/// of the other iterations (platform.claude.com/docs/en/build-with-claude/compaction#understanding-usage, BerriAI/litellm#27060,
/// pydantic/pydantic-ai#5065).
/// </remarks>
internal struct UsageFields
{
    /// <summary>The maximum count. A larger one is an error of the provider, and sums of counts must not overflow.</summary>
    private const int Max = 1_000_000_000;

    /// <summary>Of a count that is sent as text.</summary>
    private const NumberStyles Format = NumberStyles.AllowDecimalPoint;

    private int? prompt;
    private int? completion;
    private int? total;
    private int? cacheRead;
    private int? cacheWrite;
    private int? write5m;
    private int? write1h;
    private int? reasoning;
    private int? audioInput;
    private int? audioOutput;

    /// <summary>The object is an iteration that compacts the conversation.</summary>
    private bool isCompaction;
    private Compaction? compaction;

    /// <summary>The calls of Anthropic's web search.</summary>
    public int? WebSearches { get; private set; }

    /// <summary>The calls of Anthropic's code execution.</summary>
    public int? CodeExecutions { get; private set; }

    /// <summary>The service tier, which Anthropic reports here.</summary>
    public string? Tier { get; private set; }

    /// <summary>No count is above zero, as in the placeholders that some providers send with every chunk but the last.</summary>
    public readonly bool IsEmpty =>
        compaction is null && !HasPrompt && !(completion > 0) && !(total > 0) && !(reasoning > 0) && !(audioOutput > 0);

    private readonly bool HasPrompt => prompt > 0 || cacheRead > 0 || Written > 0 || audioInput > 0;

    private readonly long Written => Math.Max(cacheWrite ?? 0, (write5m ?? 0L) + (write1h ?? 0));

    /// <summary>Reads the object at whose start the reader is, and leaves the reader at the object's end.</summary>
    public static UsageFields Read(ref Utf8JsonReader json)
    {
        var fields = default(UsageFields);
        fields.Read(ref json, isOutput: false);
        return fields;
    }

    public static UsageFields Read(JsonElement usage)
    {
        var json = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(usage));
        json.Read();
        return Read(ref json);
    }

    /// <summary>Adds a later report of the same answer. Counts that it does not have keep their value.</summary>
    public void Merge(UsageFields later)
    {
        var isLonger = later.completion > (completion ?? 0);
        if (later.HasPrompt || !HasPrompt)
        {
            // Without details, a smaller count of written tokens ends the division of the earlier one.
            if (later.cacheWrite is { } written && later.write5m is null && later.write1h is null && written < Written)
                (write5m, write1h) = (null, null);
            prompt = later.prompt ?? prompt;
            cacheRead = later.cacheRead ?? cacheRead;
            cacheWrite = later.cacheWrite ?? cacheWrite;
            write5m = later.write5m ?? write5m;
            write1h = later.write1h ?? write1h;
            audioInput = later.audioInput ?? audioInput;
        }

        if (later.total > 0) total = later.total;
        else if (later.HasPrompt || isLonger) total = null;
        completion = Largest(completion, later.completion);
        reasoning = Largest(reasoning, later.reasoning);
        audioOutput = Largest(audioOutput, later.audioOutput);
        WebSearches = Largest(WebSearches, later.WebSearches);
        CodeExecutions = Largest(CodeExecutions, later.CodeExecutions);
        Tier = later.Tier ?? Tier;
        compaction = later.compaction ?? compaction;
    }

    /// <summary>The tokens in disjoint buckets, with what the total has beyond them.</summary>
    /// <param name="convention">Applies where the report has no total, or one that no arrangement of its counts adds up to.</param>
    public readonly ReportedUsage Normalize(UsageConvention convention)
    {
        var counts = UsageCounts.Arrange(prompt ?? 0, cacheRead ?? 0, Written, completion ?? 0, reasoning ?? 0, total ?? 0, convention);
        var hour = Math.Min(write1h ?? 0, counts.Written);
        var audioIn = Math.Min(audioInput ?? 0, counts.Fresh);
        var audioOut = Math.Min(audioOutput ?? 0, counts.Text);
        var tokens = new TokenBuckets
        {
            InputUncached = counts.Fresh - audioIn,
            CacheRead = counts.Read,
            CacheWrite5m = counts.Written - hour,
            CacheWrite1h = hour,
            OutputText = counts.Text - audioOut,
            OutputReasoning = counts.Reasoning,
            AudioInput = audioIn,
            AudioOutput = audioOut,
        };
        var unnamed = total is > 0 and { } sum ? sum - tokens.Input - tokens.Output : 0;
        var usage = new ReportedUsage(tokens, Math.Max(0, unnamed), MismatchOf(tokens, unnamed));
        return compaction is null ? usage : usage with { Tokens = tokens + compaction.Tokens, CompactedInput = compaction.Tokens.Input };
    }

    private readonly UsageMismatch? MismatchOf(TokenBuckets tokens, long unnamed)
    {
        var undivided = cacheWrite is { } written ? tokens.CacheWrite5m + tokens.CacheWrite1h - written : 0;
        if (undivided > 0) return new UsageMismatch(UsageMismatch.Input, tokens.Input, tokens.Input - undivided);
        var sum = tokens.Input + tokens.Output;
        return unnamed < 0 ? new UsageMismatch(UsageMismatch.Sum, sum, sum + unnamed) : null;
    }

    /// <param name="json">At the start of the object.</param>
    /// <param name="isOutput">The object is a part of the usage that has the details of the output.</param>
    private void Read(ref Utf8JsonReader json, bool isOutput)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (IsPrompt(ref json)) ReadInto(ref prompt, ref json);
            else if (IsCompletion(ref json)) ReadInto(ref completion, ref json);
            else if (json.ValueTextEquals("total_tokens"u8)) ReadInto(ref total, ref json);
            else if (IsPromptDetails(ref json)) ReadDetails(ref json, isOutput: false);
            else if (IsOutputDetails(ref json)) ReadDetails(ref json, isOutput: true);
            else if (IsCacheRead(ref json)) ReadInto(ref cacheRead, ref json);
            else if (IsCacheWrite(ref json)) ReadInto(ref cacheWrite, ref json);
            else if (json.ValueTextEquals("ephemeral_5m_input_tokens"u8)) ReadInto(ref write5m, ref json);
            else if (json.ValueTextEquals("ephemeral_1h_input_tokens"u8)) ReadInto(ref write1h, ref json);
            else if (IsReasoning(ref json)) ReadInto(ref reasoning, ref json);
            else if (json.ValueTextEquals("audio_tokens"u8)) ReadInto(ref isOutput ? ref audioOutput : ref audioInput, ref json);
            else if (json.ValueTextEquals("web_search_requests"u8)) WebSearches = Largest(WebSearches, Count(ref json));
            else if (json.ValueTextEquals("code_execution_requests"u8)) CodeExecutions = Largest(CodeExecutions, Count(ref json));
            else if (json.ValueTextEquals("iterations"u8)) ReadIterations(ref json);
            else if (json.ValueTextEquals("type"u8)) ReadType(ref json);
            else if (json.ValueTextEquals("service_tier"u8)) ReadTier(ref json);
            else json.Skip();
        }
    }

    private void ReadTier(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) Tier = ServiceTiers.Parse(json.ValueSpan);
        json.Skip();
    }

    private void ReadType(ref Utf8JsonReader json)
    {
        json.Read();
        isCompaction = json.TokenType == JsonTokenType.String && json.ValueTextEquals("compaction"u8);
        json.Skip();
    }

    private void ReadIterations(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            var one = Read(ref json);
            if (!one.isCompaction) continue;
            compaction = new Compaction((compaction?.Tokens ?? default) + one.Normalize(UsageConvention.Anthropic).Tokens);
        }
    }

    private void ReadDetails(ref Utf8JsonReader json, bool isOutput)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject) Read(ref json, isOutput);
        else json.Skip();
    }

    private static bool IsPrompt(ref Utf8JsonReader json) =>
        json.ValueTextEquals("prompt_tokens"u8) || json.ValueTextEquals("input_tokens"u8);

    private static bool IsCompletion(ref Utf8JsonReader json) =>
        json.ValueTextEquals("completion_tokens"u8) || json.ValueTextEquals("output_tokens"u8);

    private static bool IsReasoning(ref Utf8JsonReader json) =>
        json.ValueTextEquals("reasoning_tokens"u8) || json.ValueTextEquals("thinking_tokens"u8);

    /// <summary>
    /// The singular is Mistral's, <c>cache_creation_token_details</c> LiteLLM's. Qwen has <c>cache_creation</c> within the details.
    /// </summary>
    private static bool IsPromptDetails(ref Utf8JsonReader json) =>
        json.ValueTextEquals("prompt_tokens_details"u8) || json.ValueTextEquals("input_tokens_details"u8)
        || json.ValueTextEquals("prompt_token_details"u8) || json.ValueTextEquals("cache_creation"u8)
        || json.ValueTextEquals("cache_creation_token_details"u8) || json.ValueTextEquals("server_tool_use"u8);

    private static bool IsOutputDetails(ref Utf8JsonReader json) =>
        json.ValueTextEquals("completion_tokens_details"u8) || json.ValueTextEquals("output_tokens_details"u8)
        || json.ValueTextEquals("completion_token_details"u8);

    /// <summary><c>prompt_cache_hit_tokens</c> is DeepSeek's, <c>num_cached_tokens</c> Mistral's.</summary>
    private static bool IsCacheRead(ref Utf8JsonReader json) =>
        json.ValueTextEquals("cached_tokens"u8) || json.ValueTextEquals("cache_read_input_tokens"u8)
        || json.ValueTextEquals("prompt_cache_hit_tokens"u8) || json.ValueTextEquals("num_cached_tokens"u8);

    private static bool IsCacheWrite(ref Utf8JsonReader json) =>
        json.ValueTextEquals("cache_creation_input_tokens"u8) || json.ValueTextEquals("cache_write_tokens"u8)
        || json.ValueTextEquals("cache_creation_tokens"u8) || json.ValueTextEquals("prompt_cache_write_tokens"u8);

    /// <summary>A relay that writes a count under several names writes zero under those that it does not use.</summary>
    private static void ReadInto(ref int? count, ref Utf8JsonReader json) => count = Largest(count, Count(ref json));

    /// <summary>Reads the next value; null if it is not a number.</summary>
    private static int? Count(ref Utf8JsonReader json)
    {
        json.Read();
        double count = 0;
        var isNumber = json.TokenType switch
        {
            JsonTokenType.Number => json.TryGetDouble(out count) || true,
            JsonTokenType.String => double.TryParse(json.ValueSpan, Format, CultureInfo.InvariantCulture, out count),
            _ => false,
        };
        json.Skip();
        return isNumber ? (int)Math.Clamp(count, 0, Max) : null;
    }

    private static int? Largest(int? earlier, int? later) => later is null || earlier >= later ? earlier : later;

    /// <summary>The tokens of the iterations that compact the conversation. Rare, so that usual reports do not carry them.</summary>
    private sealed record Compaction(TokenBuckets Tokens);
}
