namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>A field that reaches a provider and changes how many tokens it bills.</summary>
/// <param name="Dialect">The dialect of the request.</param>
/// <param name="Json">The field.</param>
/// <param name="Maximum">The field with the largest value that clients send.</param>
/// <param name="WorstCase">What a call with it holds.</param>
internal sealed record BilledField(string Dialect, string Json, string Maximum, string WorstCase)
{
    private const string Chat = "openai-chat";
    private const string Completions = "openai-completions";
    private const string Messages = "anthropic-messages";
    private const string Responses = "openai-responses";
    private const string Gemini = "gemini";
    private const string Ollama = "ollama";
    private const string Output =
        "so many tokens of output for each answer, at most those that the model can write; of several limits the largest";
    private const string Engine = "as a limit of output if there is one, because llama.cpp prefers it and others ignore it";
    private const string Reasoning = "all output that the limit allows, because no event shows it";
    private const string Answers = "so many answers, each as long as the limit of output";
    private const string Prompt = "4 bytes a token, and a byte a token as the most";
    private const string Largest = "2147483647";

    public string Name => Json[1..Json.IndexOf('"', 1)];

    /// <summary>All of them, as of November 2026.</summary>
    public static IReadOnlyList<BilledField> All { get; } =
    [
        new(Chat, "\"max_tokens\":20", $"\"max_tokens\":{Largest}", Output),
        new(Chat, "\"max_completion_tokens\":20", $"\"max_completion_tokens\":{Largest}", Output),
        new(Chat, "\"n_predict\":20", $"\"n_predict\":{Largest}", Engine),
        new(Chat, "\"n\":2", "\"n\":128", Answers),
        new(Chat, "\"reasoning_effort\":\"low\"", "\"reasoning_effort\":\"high\"", Reasoning),
        new(Chat, "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]", ManyTools(Chat),
            Prompt + ", and 1,500 tokens that Anthropic adds"),
        new(Chat, "\"response_format\":{\"type\":\"text\"}", "\"response_format\":{\"type\":\"text\"}", Prompt),
        new(Chat, "\"prediction\":{\"type\":\"content\",\"content\":\"x\"}",
            $"\"prediction\":{{\"type\":\"content\",\"content\":\"{new string('x', 2_000)}\"}}",
            "its tokens are output, within the limit of output"),
        new(Completions, "\"max_tokens\":20", $"\"max_tokens\":{Largest}", Output),
        new(Completions, "\"n_predict\":20", $"\"n_predict\":{Largest}", Engine),
        new(Completions, "\"n\":2", "\"n\":128", Answers),
        new(Completions, "\"best_of\":2", "\"best_of\":128", Answers),
        new(Completions, "\"suffix\":\"x\"", $"\"suffix\":\"{new string('x', 2_000)}\"", Prompt),
        new(Completions, "\"echo\":true", "\"echo\":true", "the prompt again as output, within the limit of output"),
        new(Messages, "\"max_tokens\":20", $"\"max_tokens\":{Largest}", Output),
        new(Messages, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", "\"thinking\":{\"type\":\"adaptive\"}", Reasoning),
        new(Messages, "\"context_management\":{\"edits\":[{\"type\":\"compact_20260112\"}]}",
            "\"context_management\":{\"edits\":[{\"type\":\"compact_20260112\",\"trigger\":{\"type\":\"input_tokens\",\"value\":50000}}]}",
            "prompt and output twice, from 50,000 tokens on"),
        new(Messages, "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]", ManyTools(Messages),
            Prompt + ", and 1,500 tokens that Anthropic adds; the context window for each sampling, if the provider runs one"),
        new(Messages, "\"system\":\"x\"",
            "\"system\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]",
            Prompt + "; a model whose provider charges for writing to its cache holds the whole prompt at the highest such price"),
        new(Responses, "\"max_output_tokens\":20", $"\"max_output_tokens\":{Largest}", Output),
        new(Responses, "\"reasoning\":{\"effort\":\"low\"}", "\"reasoning\":{\"effort\":\"high\"}", Reasoning),
        new(Responses, "\"instructions\":\"x\"", $"\"instructions\":\"{new string('x', 2_000)}\"", Prompt),
        new(Responses, "\"previous_response_id\":\"resp_none\"", "\"previous_response_id\":\"resp_none\"",
            Prompt + ", also of what is recalled"),
        new(Gemini, "\"generationConfig\":{\"maxOutputTokens\":20}",
            $"\"generationConfig\":{{\"maxOutputTokens\":{Largest},\"max_output_tokens\":20}}", Output),
        new(Gemini, "\"generationConfig\":{\"candidateCount\":1}", "\"generationConfig\":{\"candidateCount\":8}",
            "one answer; more are rejected"),
        new(Gemini, "\"systemInstruction\":{\"parts\":[{\"text\":\"x\"}]}",
            $"\"systemInstruction\":{{\"parts\":[{{\"text\":\"{new string('x', 2_000)}\"}}]}}", Prompt),
        new(Ollama, "\"options\":{\"num_predict\":20}", $"\"options\":{{\"num_predict\":{Largest}}}", Output),
        new(Ollama, "\"think\":true", "\"think\":\"high\"", Reasoning),
    ];

    private static string ManyTools(string dialect)
    {
        var tools = Enumerable.Range(0, 100).Select(number => dialect == Chat
            ? $$$$"""{"type":"function","function":{"name":"f{{{{number}}}}","parameters":{"type":"object"}}}"""
            : $$$"""{"name":"f{{{number}}}","input_schema":{"type":"object"}}""");
        return $"\"tools\":[{string.Join(',', tools)}]";
    }
}
