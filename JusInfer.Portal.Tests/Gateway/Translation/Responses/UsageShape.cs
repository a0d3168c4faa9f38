using System.Globalization;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Translation.Responses;

/// <summary>How one provider writes the counts of a call.</summary>
/// <param name="Name">The provider, or the relay between it and the gateway.</param>
/// <param name="Convention">Of the dialect in which it is read.</param>
/// <param name="Write">Writes the counts.</param>
internal sealed record UsageShape(string Name, UsageConvention Convention, Func<TokenBuckets, JsonObject> Write)
{
    /// <summary>The documented or reported forms, each with the page or thread that shows it.</summary>
    public static IReadOnlyList<UsageShape> All { get; } =
    [
        // platform.openai.com/docs/api-reference/chat/object
        Chat("OpenAI", static tokens => Sums(tokens)
            .With("prompt_tokens_details", new JsonObject { ["cached_tokens"] = tokens.CacheRead, ["audio_tokens"] = tokens.AudioInput })
            .With("completion_tokens_details", new JsonObject
            {
                ["reasoning_tokens"] = tokens.OutputReasoning,
                ["audio_tokens"] = tokens.AudioOutput,
                ["accepted_prediction_tokens"] = 0,
            })) with { HasWrites = false, HasAudio = true },

        // api-docs.deepseek.com/api/create-chat-completion
        Chat("DeepSeek", static tokens => Sums(tokens)
            .With("prompt_cache_hit_tokens", tokens.CacheRead)
            .With("prompt_cache_miss_tokens", tokens.InputUncached)
            .With("completion_tokens_details", Reasoning(tokens))) with { HasWrites = false },

        // ithtelab/workbuddy-manager#39: the standard names are there too, always zero
        Chat("relay with DeepSeek's names", static tokens => Sums(tokens)
            .With("prompt_cache_hit_tokens", tokens.CacheRead)
            .With("prompt_cache_write_tokens", tokens.CacheWrite5m)
            .With("cache_read_input_tokens", 0)
            .With("cached_tokens", 0)) with { HasReasoning = false },

        // earendil-works/pi#8075
        Chat("Kimi", static tokens => Sums(tokens).With("cached_tokens", tokens.CacheRead)) with
        {
            HasWrites = false,
            HasReasoning = false,
        },

        // docs.x.ai/docs/api-reference: reasoning is beside the completion
        Chat("xAI", static tokens => new JsonObject
        {
            ["prompt_tokens"] = tokens.Input,
            ["completion_tokens"] = tokens.OutputText,
            ["total_tokens"] = tokens.Input + tokens.Output,
            ["prompt_tokens_details"] = new JsonObject { ["text_tokens"] = tokens.Input, ["cached_tokens"] = tokens.CacheRead },
            ["completion_tokens_details"] = Reasoning(tokens),
            ["num_sources_used"] = 0,
        }) with { HasWrites = false },

        // openrouter.ai/docs/use-cases/usage-accounting
        Chat("OpenRouter", static tokens => Sums(tokens)
            .With("cost", 0.95)
            .With("prompt_tokens_details", new JsonObject
            {
                ["cached_tokens"] = tokens.CacheRead,
                ["cache_write_tokens"] = tokens.CacheWrite5m,
            })
            .With("completion_tokens_details", Reasoning(tokens))),

        // docs.mistral.ai/api: both names, in the singular too
        Chat("Mistral", static tokens => Sums(tokens)
            .With("num_cached_tokens", tokens.CacheRead)
            .With("prompt_token_details", new JsonObject { ["cached_tokens"] = tokens.CacheRead })
            .With("prompt_audio_seconds", null)) with { HasWrites = false, HasReasoning = false },

        // console.groq.com/docs/prompt-caching
        Chat("Groq", static tokens => Sums(tokens)
            .With("queue_time", 0.02)
            .With("prompt_tokens_details", new JsonObject { ["cached_tokens"] = tokens.CacheRead })
            .With("completion_tokens_details", Reasoning(tokens))) with { HasWrites = false },

        // alibabacloud.com/help/en/model-studio/context-cache: written tokens within the details
        Chat("Qwen", static tokens => Sums(tokens)
            .With("prompt_tokens_details", new JsonObject
            {
                ["cached_tokens"] = tokens.CacheRead,
                ["cache_creation_input_tokens"] = tokens.CacheWrite5m,
                ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = tokens.CacheWrite5m },
                ["cache_type"] = "ephemeral",
            })
            .With("completion_tokens_details", Reasoning(tokens))),

        // docs.litellm.ai/docs/completion/prompt_caching: Anthropic's names beside OpenAI's
        Chat("LiteLLM", static tokens => Sums(tokens)
            .With("cache_read_input_tokens", tokens.CacheRead)
            .With("cache_creation_input_tokens", tokens.CacheWrite5m + tokens.CacheWrite1h)
            .With("prompt_tokens_details", new JsonObject
            {
                ["cached_tokens"] = tokens.CacheRead,
                ["cache_creation_tokens"] = tokens.CacheWrite5m + tokens.CacheWrite1h,
                ["cache_creation_token_details"] = Ephemeral(tokens),
            })
            .With("completion_tokens_details", Reasoning(tokens))) with { HasHours = true },

        // Claude's own counts under OpenAI's names, with a total of everything
        Chat("relay that counts beside the prompt", static tokens => new JsonObject
        {
            ["prompt_tokens"] = tokens.InputUncached,
            ["completion_tokens"] = tokens.Output,
            ["total_tokens"] = tokens.Input + tokens.Output,
            ["cache_read_input_tokens"] = tokens.CacheRead,
            ["cache_creation_input_tokens"] = tokens.CacheWrite5m,
        }) with { HasReasoning = false },

        // The names of both dialects, zero where they are not used
        Chat("relay with both names", static tokens => Sums(tokens)
            .With("input_tokens", 0)
            .With("output_tokens", 0)
            .With("input_tokens_details", null)
            .With("prompt_tokens_details", new JsonObject { ["cached_tokens"] = tokens.CacheRead })) with
        {
            HasWrites = false,
            HasReasoning = false,
        },

        // docs.vllm.ai: no details
        Chat("vLLM", static tokens => Sums(tokens).With("prompt_tokens_details", null)) with
        {
            HasReads = false,
            HasWrites = false,
            HasReasoning = false,
        },

        // docs.perplexity.ai/api-reference: reasoning at the top
        Chat("Perplexity", static tokens => Sums(tokens)
            .With("reasoning_tokens", tokens.OutputReasoning)
            .With("search_context_size", "low")) with { HasReads = false, HasWrites = false },

        // platform.claude.com/docs/en/api/messages
        Messages("Anthropic", static tokens => Anthropic(tokens)
            .With("cache_creation", Ephemeral(tokens))
            .With("output_tokens_details", new JsonObject { ["thinking_tokens"] = tokens.OutputReasoning })
            .With("server_tool_use", null)) with { HasHours = true },

        // docs.aws.amazon.com/bedrock: without the division by lifetime
        Messages("Bedrock", static tokens => Anthropic(tokens)) with { HasReasoning = false },

        // api-docs.deepseek.com/guides/anthropic_api
        Messages("DeepSeek's Messages", static tokens => Anthropic(tokens).With("cache_creation", null)) with
        {
            HasWrites = false,
            HasReasoning = false,
        },

        // platform.openai.com/docs/api-reference/responses/object
        new("OpenAI's Responses", UsageConvention.OpenAi, static tokens => Responses(tokens)
            .With("input_tokens_details", new JsonObject { ["cached_tokens"] = tokens.CacheRead })
            .With("output_tokens_details", Reasoning(tokens))) { HasWrites = false },

        // openrouter.ai/docs/api-reference/responses-api
        new("OpenRouter's Responses", UsageConvention.OpenAi, static tokens => Responses(tokens)
            .With("input_tokens_details", new JsonObject
            {
                ["cached_tokens"] = tokens.CacheRead,
                ["cache_write_tokens"] = tokens.CacheWrite5m,
            })
            .With("output_tokens_details", Reasoning(tokens))),
    ];

    public bool HasReads { get; init; } = true;

    public bool HasWrites { get; init; } = true;

    public bool HasHours { get; init; }

    public bool HasReasoning { get; init; } = true;

    public bool HasAudio { get; init; }

    /// <summary>Counts that the shape can express.</summary>
    public TokenBuckets Draw(Random random) => new()
    {
        InputUncached = random.Next(1, 20_000),
        CacheRead = HasReads ? Some(random, 100_000) : 0,
        CacheWrite5m = HasWrites ? Some(random, 20_000) : 0,
        CacheWrite1h = HasHours ? Some(random, 20_000) : 0,
        AudioInput = HasAudio ? Some(random, 500) : 0,
        OutputText = random.Next(1, 5_000),
        OutputReasoning = HasReasoning ? Some(random, 5_000) : 0,
        AudioOutput = HasAudio ? Some(random, 500) : 0,
    };

    private static long Some(Random random, int max) => random.Next(3) == 0 ? 0 : random.Next(1, max);

    private static UsageShape Chat(string name, Func<TokenBuckets, JsonObject> write) => new(name, UsageConvention.OpenAi, write);

    private static UsageShape Messages(string name, Func<TokenBuckets, JsonObject> write) => new(name, UsageConvention.Anthropic, write);

    private static JsonObject Sums(TokenBuckets tokens) => new()
    {
        ["prompt_tokens"] = tokens.Input,
        ["completion_tokens"] = tokens.Output,
        ["total_tokens"] = tokens.Input + tokens.Output,
    };

    private static JsonObject Responses(TokenBuckets tokens) => new()
    {
        ["input_tokens"] = tokens.Input,
        ["output_tokens"] = tokens.Output,
        ["total_tokens"] = tokens.Input + tokens.Output,
    };

    private static JsonObject Anthropic(TokenBuckets tokens) => new()
    {
        ["input_tokens"] = tokens.InputUncached,
        ["cache_read_input_tokens"] = tokens.CacheRead,
        ["cache_creation_input_tokens"] = tokens.CacheWrite5m + tokens.CacheWrite1h,
        ["output_tokens"] = tokens.Output,
    };

    private static JsonObject Ephemeral(TokenBuckets tokens) => new()
    {
        ["ephemeral_5m_input_tokens"] = tokens.CacheWrite5m,
        ["ephemeral_1h_input_tokens"] = tokens.CacheWrite1h,
    };

    private static JsonObject Reasoning(TokenBuckets tokens) => new() { ["reasoning_tokens"] = tokens.OutputReasoning };
}

/// <summary>Changes of a usage object that do not change its meaning.</summary>
internal static class UsageJson
{
    public static JsonObject With(this JsonObject usage, string name, JsonNode? value)
    {
        usage[name] = value;
        return usage;
    }

    /// <summary>The properties in another order, and the numbers as integers, with a decimal point, or as text.</summary>
    public static JsonObject Rewrite(this JsonObject usage, Random random) => new(
        usage.OrderBy(_ => random.Next()).Select(property => KeyValuePair.Create(property.Key, property.Value switch
        {
            JsonObject details => details.Rewrite(random),
            JsonValue value when value.TryGetValue(out long count) => random.Next(6) switch
            {
                0 => JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $"{count}.0")),
                1 => JsonValue.Create(count.ToString(CultureInfo.InvariantCulture)),
                _ => JsonValue.Create(count),
            },
            var other => other?.DeepClone(),
        })));
}
