using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>The rows of the matrix.</summary>
internal static class Capabilities
{
    private const string Chat = "openai-chat";
    private const string Messages = "anthropic-messages";
    private const string Responses = "openai-responses";
    private const string Ollama = "ollama";
    private const string Gemini = "gemini";
    private const string Any = "*";

    /// <summary>The signature of a provider, in base64.</summary>
    private const string Signature = "c2lnbmVkL2hlcmUrdG9vPz8=";

    private const string ForeignCitation = "Anthropic rejects citations of other providers in a conversation; only the text is sent";

    private const string OnlyAnthropicReviews = "only Anthropic receives them; the gateway reviews the calls itself if the operator names a model for it";

    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Pdf = "JVBERi0xLjQKJSVFT0Y=";

    /// <summary>An image with all characters that differ between the alphabets of base64.</summary>
    private const string Photo = "iVBORw0KGgoA++++///+8A==";

    private const string NoDocuments = "the dialect has no documents";

    private static readonly ToolUse Reads = new("toolu_01read", "read_file", """{"path":"a.txt"}""");
    private static readonly ToolResult ReadPdf = new("toolu_01read", "one") { Document = Pdf };
    private static readonly ToolUse Lists = new("toolu_02list", "list_files", """{"path":"/tmp/\"x\""}""");
    private static readonly ModelAnswer Calling = new() { Text = "I will look. ", Calls = [Reads], FinishReason = "tool_calls" };

    public static IReadOnlyList<Capability> All { get; } =
    [
        new("Text", new ModelRequest(), new ModelAnswer { Text = "It says: \"über\" \\ 😀\nand more." }) { IsInRequest = static (sent, received) => sent.Text == received.Text, IsInAnswer = SameText },
        new("Multi-part content", new ModelRequest { MoreText = "And then?" }, Plain) { IsInRequest = static (sent, received) => Joined(received.Text, received.MoreText) == Joined(sent.Text, sent.MoreText), IsInAnswer = SameText, Gaps = [Gap.NotExpressible(Ollama, "a message has one text")] },
        new("System prompt", new ModelRequest { System = "Be brief." }, Plain) { IsInRequest = static (sent, received) => received.System == sent.System },
        new("Developer prompt", new ModelRequest { Developer = "Use tabs." }, Plain)
        {
            IsInRequest = static (sent, received) => received.Developer == sent.Developer || received.System == sent.Developer,
            Gaps = [Gap.NotExpressible(Gemini, "the dialect has only system prompts"), Gap.NotExpressible(Ollama, "the dialect has only system prompts"), Gap.NotExpressible(Messages, "the dialect has only system prompts")],
        },
        new("Image by URL", new ModelRequest { ImageUrl = "https://example.com/a.png" }, Plain) { IsInRequest = static (sent, received) => received.ImageUrl == sent.ImageUrl, Gaps = [Gap.NotExpressible(Ollama, "the dialect has images as base64 only")] },
        new("Image as base64", new ModelRequest { ImageData = Png }, Plain) { IsInRequest = static (sent, received) => received.ImageData == sent.ImageData },
        new("PDF as base64", new ModelRequest { Document = Pdf }, Plain) { IsInRequest = static (sent, received) => received.Document == sent.Document, Gaps = [Gap.NotExpressible(Ollama, "the dialect has no documents")] },
        new("PDF by URL", new ModelRequest { DocumentUrl = "https://example.com/a.pdf" }, Plain)
        {
            IsInRequest = static (sent, received) => received.DocumentUrl == sent.DocumentUrl,
            Gaps = [Gap.NotExpressible(Ollama, NoDocuments), Gap.NotExpressible(Chat, "the dialect has files as base64 only")],
        },
        new("PDF in the field of an image", new ModelRequest { DocumentAsImage = Pdf }, Plain)
        {
            // An endpoint of an unknown name may read it there.
            IsInRequest = static (sent, received) => (received.Document ?? received.DocumentAsImage) == sent.DocumentAsImage,
            Gaps =
            [
                Gap.NotExpressible(Ollama, "the dialect has images without a type"),
                Gap.NotExpressible(Gemini, "the dialect has one field for all media"),
            ],
        },
        new("Text file", new ModelRequest { TextFile = "name,\"two\"\ncaf\u00e9" }, Plain)
        {
            IsInRequest = static (sent, received) =>
                (received.TextFile ?? received.MoreText ?? received.Text).EndsWith(sent.TextFile!, StringComparison.Ordinal),
            Gaps = [Gap.NotExpressible(Ollama, NoDocuments)],
        },
        new("Audio as base64", new ModelRequest { Audio = "UklGRiQAAABXQVZF" }, Plain)
        {
            IsInRequest = static (sent, received) => received.Audio == sent.Audio,
            Gaps =
            [
                Gap.NotExpressible(Ollama, "the dialect has no audio"), Gap.NotExpressible(Messages, "the dialect has no audio"),
                Gap.Rejected(Any, Messages, "the dialect has no audio"),
            ],
        },
        new("Base64 in the URL-safe alphabet", new ModelRequest { ImageData = Photo }, Plain)
        {
            WriteBody = static body =>
                Json.Compact(body).Replace(Photo, Photo.TrimEnd('=').Replace('+', '-').Replace('/', '_'), StringComparison.Ordinal),
            IsInRequest = static (sent, received) => received.ImageData == sent.ImageData,
        },
        new("Tools", new ModelRequest { Tools = ["read_file", "list_files"] }, Plain) { IsInRequest = static (sent, received) => received.Tools.SequenceEqual(sent.Tools) },
        new("Tool call", new ModelRequest { Tools = ["read_file"] }, Calling) { IsInAnswer = static (sent, received) => SameText(sent, received) && SameCalls(sent, received) },
        new("Parallel tool calls", new ModelRequest { Tools = ["read_file", "list_files"] }, Calling with { Calls = [Reads, Lists] }) { IsInAnswer = SameCalls },
        new("Tool call without arguments", new ModelRequest { Tools = ["read_file"] }, Calling with { Calls = [Reads with { Arguments = "{}" }] }) { IsInAnswer = SameCalls },
        new("Parallel tool calls disabled", new ModelRequest { Tools = ["read_file"], ParallelToolCalls = false }, Plain) { IsInRequest = static (_, received) => received.ParallelToolCalls is false, Gaps = [Gap.NotExpressible(Gemini, "the dialect does not limit tool calls"), Gap.NotExpressible(Ollama, "the dialect does not limit tool calls")] },
        new("Tool choice: none", new ModelRequest { Tools = ["read_file"], ToolChoice = "none" }, Plain) { IsInRequest = SameChoice, Gaps = [Gap.NotExpressible(Ollama, "the dialect has no tool choice")] },
        new("Tool choice: required", new ModelRequest { Tools = ["read_file"], ToolChoice = "required" }, Plain) { IsInRequest = SameChoice, Gaps = [Gap.NotExpressible(Ollama, "the dialect has no tool choice")] },
        new("Tool choice: by name", new ModelRequest { Tools = ["read_file", "list_files"], ToolChoice = "list_files" }, Plain) { IsInRequest = SameChoice, Gaps = [Gap.NotExpressible(Ollama, "the dialect has no tool choice")] },
        new("Tool results", new ModelRequest { Tools = ["read_file", "list_files"], ToolRound = new ToolRound([Reads, Lists], [new ToolResult(Reads.Id, "one"), new ToolResult(Lists.Id, "two\nlines")]) }, Plain) { IsInRequest = SameRound },
        new("Tool result in parts", new ModelRequest { Tools = ["read_file"], ToolRound = new ToolRound([Reads], [new ToolResult(Reads.Id, "one") { MoreText = "two" }]) }, Plain) { IsInRequest = SameRound, Gaps = [Gap.NotExpressible(Gemini, "a function's response has one output"), Gap.NotExpressible(Ollama, "a message has one text")] },
        new("Tool result with an image", new ModelRequest { Tools = ["read_file"], ToolRound = new ToolRound([Reads], [new ToolResult(Reads.Id, "one") { ImageData = Png }]) }, Plain) { IsInRequest = static (sent, received) => received.ToolRound?.Results[0].ImageData == sent.ToolRound!.Results[0].ImageData, Gaps = [Gap.NotExpressible(Ollama, "the dialect has images in the user's messages only")] },
        new("Tool result with a PDF", new ModelRequest { Tools = ["read_file"], ToolRound = new ToolRound([Reads], [ReadPdf]) }, Plain)
        {
            IsInRequest = static (sent, received) => received.ToolRound?.Results[0].Document == sent.ToolRound!.Results[0].Document,
            Gaps = [Gap.NotExpressible(Ollama, NoDocuments)],
        },
        new("Failed tool result", new ModelRequest { Tools = ["read_file"], ToolRound = new ToolRound([Reads], [new ToolResult(Reads.Id, "no such file") { IsError = true }]) }, Plain)
        {
            IsInRequest = static (sent, received) => received.ToolRound!.Results[0].IsError || received.ToolRound.Results[0].Text.Contains("error", StringComparison.OrdinalIgnoreCase),
            Gaps = [Gap.NotExpressible(Ollama, "the dialect does not mark failures"), Gap.NotExpressible(Chat, "the dialect does not mark failures"), Gap.NotExpressible(Responses, "the dialect does not mark failures")],
        },
        new("Custom tool", new ModelRequest { CustomTool = "apply_patch" }, new ModelAnswer { CustomCall = new ToolUse("call_patch", "apply_patch", "*** Begin\n+\"x\""), FinishReason = "tool_calls" })
        {
            IsInRequest = static (sent, received) => received.CustomTool == sent.CustomTool,
            IsInAnswer = static (sent, received) => received.CustomCall == sent.CustomCall,
            Gaps = [Gap.NotExpressible(Gemini, "the dialect has no custom tools"), Gap.NotExpressible(Ollama, "the dialect has no custom tools"), Gap.NotExpressible(Messages, "the dialect has no custom tools")],
        },
        new("JSON object", new ModelRequest { Format = "json_object", System = "Answer in JSON." }, new ModelAnswer { Text = """{"path":"a.txt"}""" })
        {
            IsInRequest = static (_, received) => received.Format == "json_object" || received.System?.Contains("one JSON object", StringComparison.Ordinal) is true,
            IsInAnswer = SameText,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has only JSON schemas")],
        },
        new("JSON object from a model without the mode", new ModelRequest { Format = "json_object" }, new ModelAnswer { Text = "Here it is:\n```json\n{\"path\":\"a.txt\"}\n```" })
        {
            IsWithoutJsonMode = true,
            IsInRequest = static (_, received) => received.System?.Contains("one JSON object", StringComparison.Ordinal) is true,
            IsInAnswer = IsBareJson,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has only JSON schemas")],
        },
        new("JSON schema from a model without the mode", new ModelRequest { Format = "json_schema" }, new ModelAnswer { Text = "Here it is:\n```json\n{\"path\":\"a.txt\"}\n```" })
        {
            IsWithoutJsonMode = true,
            IsInRequest = static (_, received) => received.ToolChoice == "jusinfer_answer",
            IsInAnswer = IsBareJson,
        },
        new("JSON schema", new ModelRequest { Format = "json_schema" }, new ModelAnswer { Text = """{"path":"a.txt"}""" }) { IsInRequest = static (_, received) => received.Format == "json_schema", IsInAnswer = SameText },
        new("Stop sequences", new ModelRequest { Stop = ["END", "\n\n#"] }, new ModelAnswer { Text = "A file.\n\n# END" })
        {
            IsInAnswer = static (_, received) => received.Text == "A file.",
            Gaps = [Gap.NotExpressible(Responses, "the dialect has no stop sequences")],
        },
        new("Temperature", new ModelRequest { Temperature = 0.25 }, Plain) { IsInRequest = static (sent, received) => received.Temperature == sent.Temperature },
        new("top_p", new ModelRequest { TopP = 0.5 }, Plain) { IsInRequest = static (sent, received) => received.TopP == sent.TopP },
        new("Seed", new ModelRequest { Seed = 7 }, Plain)
        {
            IsInRequest = static (sent, received) => received.Seed == sent.Seed,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has no seed"), Gap.NotExpressible(Responses, "the dialect has no seed"), Gap.Omitted(Any, Messages, "the dialect has no seed"), Gap.Omitted(Any, Responses, "the dialect has no seed")],
        },
        new("Output token limit", new ModelRequest { MaxTokens = 500 }, new ModelAnswer { Text = "cut", FinishReason = "length" })
        {
            IsInRequest = static (sent, received) => received.MaxTokens == sent.MaxTokens,
            IsInAnswer = static (_, received) => received.FinishReason == "length",
        },
        new("Reasoning effort", new ModelRequest { ReasoningEffort = "medium" }, Plain) { IsInRequest = static (sent, received) => received.ReasoningEffort == sent.ReasoningEffort },
        new("Reasoning text", new ModelRequest { ReasoningEffort = "medium" }, new ModelAnswer { Reasoning = "Let me see. \"Hm\".", Text = "Done." }) { IsInAnswer = static (sent, received) => received.Reasoning == sent.Reasoning && SameText(sent, received) },
        new("Sealed reasoning of the same provider", new ModelRequest { Tools = ["read_file"] }, Reasoned)
        {
            EarlierAnswer = Earlier.OfSameProvider,
            IsInRequest = static (_, received) => received.ToolRound is { Calls.Length: 1, Signature: Signature },
            Gaps = [Gap.Omitted(Any, Chat, "the dialect has no signatures of reasoning")],
        },
        new("Sealed reasoning of another provider (left out)", new ModelRequest { Tools = ["read_file"] }, Reasoned)
        {
            EarlierAnswer = Earlier.OfAnotherProvider,
            IsInRequest = static (_, received) => received.ToolRound is { Calls.Length: 1, Signature: null },
        },
        new("Refusal", new ModelRequest(), new ModelAnswer { Refusal = "I will not do that." }) { IsInAnswer = static (sent, received) => received.Refusal == sent.Refusal || received.Text == sent.Refusal },
        new("Citation", new ModelRequest(), new ModelAnswer { Text = "It is so.", CitedUrl = "https://example.com/page" }) { IsInAnswer = static (sent, received) => received.CitedUrl == sent.CitedUrl && SameText(sent, received), Gaps = [Gap.Omitted(Gemini, Any, "the dialect's citations have positions in bytes, which are unknown"), Gap.Omitted(Ollama, Any, "the dialect has no citations"), Gap.Omitted(Messages, Chat, ForeignCitation), Gap.Omitted(Messages, Responses, ForeignCitation)] },
        new("Cache marker", new ModelRequest { System = "Be brief.", HasCacheControl = true }, Plain)
        {
            IsInRequest = static (_, received) => received.HasCacheControl,
            Gaps = [Gap.NotExpressible(Gemini, "the dialect has no markers"), Gap.NotExpressible(Ollama, "the dialect has no markers"), Gap.NotExpressible(Responses, "the dialect has no markers"), Gap.Omitted(Any, Responses, "the provider caches prefixes automatically"), Gap.Omitted(Messages, Chat, "the provider caches prefixes automatically")],
        },
        new("Cached tokens", new ModelRequest(), new ModelAnswer { Text = "ok", InputTokens = 1000, CachedTokens = 800, OutputTokens = 7 }) { IsInAnswer = static (sent, received) => (received.InputTokens, received.CachedTokens, received.OutputTokens) == (sent.InputTokens, sent.CachedTokens, sent.OutputTokens), Gaps = [Gap.Omitted(Ollama, Any, "the dialect includes them in the input tokens")] },
        new("Reasoning tokens", new ModelRequest(), new ModelAnswer { Text = "ok", OutputTokens = 50, ReasoningTokens = 30 })
        {
            IsInAnswer = static (sent, received) => (received.OutputTokens, received.ReasoningTokens) == (sent.OutputTokens, sent.ReasoningTokens),
            Gaps = [Gap.Omitted(Ollama, Any, "the dialect includes them in the output tokens")],
        },
        new("Log probabilities", new ModelRequest { Logprobs = true }, new ModelAnswer { Text = "a", Logprobs = true })
        {
            IsInRequest = static (_, received) => received.Logprobs,
            IsInAnswer = static (_, received) => received.Logprobs,
            Gaps = [Gap.Rejected(Gemini, Any, "the dialect's log probabilities are not translated"), Gap.NotExpressible(Messages, "the dialect has no log probabilities"), Gap.Omitted(Any, Messages, "the dialect has no log probabilities")],
        },
        new("Multiple choices (n)", new ModelRequest { Choices = 2 }, Plain)
        {
            IsInRequest = static (sent, received) => received.Choices == sent.Choices,
            Gaps = [Gap.Rejected(Gemini, Any, "the gateway writes one candidate in this dialect"), Gap.NotExpressible(Ollama, "the dialect has one answer per call"), Gap.NotExpressible(Messages, "the dialect has one answer per call"), Gap.NotExpressible(Responses, "the dialect has one answer per call"), Gap.Rejected(Chat, Messages, "the dialect has one answer per call"), Gap.Rejected(Chat, Responses, "the dialect has one answer per call")],
        },
        new("End user", new ModelRequest { User = "user-7" }, Plain) { IsInRequest = static (sent, received) => received.User == sent.User, Gaps = [Gap.NotExpressible(Gemini, "the dialect has no end user"), Gap.NotExpressible(Ollama, "the dialect has no end user")] },
        new("Metadata", new ModelRequest { Metadata = "r-1" }, Plain)
        {
            IsInRequest = static (sent, received) => received.Metadata == sent.Metadata,
            Gaps = [Gap.NotExpressible(Gemini, "the dialect has no metadata"), Gap.NotExpressible(Ollama, "the dialect has no metadata"), Gap.NotExpressible(Messages, "the dialect has only the end user"), Gap.Omitted(Any, Messages, "the dialect has only the end user"), Gap.Omitted(Responses, Chat, "Chat Completions accepts it only for stored completions")],
        },
        new("Compaction", new ModelRequest { Compacts = true }, Plain) { IsInAnswer = static (_, received) => received.IsCompaction, Gaps = NoCompaction },
        new("Compaction of another provider", new ModelRequest { Compaction = "gAAAAforeign" }, Plain)
        {
            IsInRequest = static (sent, received) => received.Compaction == sent.Compaction,
            Gaps = [.. NoCompaction, Gap.Omitted(Responses, Any, "only the provider that made it can read it; an endpoint of that provider is preferred")],
        },
        new("Safeguards (review of tool calls)", new ModelRequest { HasSafeguards = true, Tools = ["read_file"] }, Plain)
        {
            IsInRequest = static (_, received) => received.HasSafeguards,
            Gaps =
            [
                .. new[] { Chat, Responses, Ollama, Gemini }.Select(static client => Gap.NotExpressible(client, "the dialect has no safeguards")),
                Gap.Omitted(Messages, Chat, OnlyAnthropicReviews),
                Gap.Omitted(Messages, Responses, OnlyAnthropicReviews),
            ],
        },
        new("Error inside a stream", new ModelRequest(), new ModelAnswer { Text = "Half an ans", Error = "the engine stopped" })
        {
            StreamsOnly = true,
            // The provider's own words are for the operator.
            IsInAnswer = static (sent, received) => SameText(sent, received) && !received.IsComplete
                && received.Error?.Contains("reported an error", StringComparison.Ordinal) is true
                && !received.Error.Contains(sent.Error!, StringComparison.Ordinal),
        },
    ];

    private static Gap[] NoCompaction => [Gap.NotExpressible(Gemini, "the dialect has no compaction"), Gap.NotExpressible(Ollama, "the dialect has no compaction"), Gap.NotExpressible(Chat, "the dialect has no compaction"), Gap.NotExpressible(Messages, "the dialect has no compaction")];

    private static ModelAnswer Reasoned => Calling with { Text = "", Reasoning = "Let me see.", Signature = Signature };

    private static ModelAnswer Plain => new() { Text = "A file." };

    private static bool SameText(ModelAnswer sent, ModelAnswer received) => received.Text == sent.Text;

    private static bool SameCalls(ModelAnswer sent, ModelAnswer received) => received.FinishReason == "tool_calls" && SameUses(received.Calls, sent.Calls);

    private static bool SameUses(ToolUse[] actual, ToolUse[] expected) =>
        actual.Select(Normalized).SequenceEqual(expected.Select(Normalized));

    /// <summary>Normalizes the escaping of the arguments.</summary>
    private static ToolUse Normalized(ToolUse use) => use with { Arguments = Json.Compact(JsonElement.Parse(use.Arguments)) };

    private static bool IsBareJson(ModelAnswer sent, ModelAnswer received) => received.Text == """{"path":"a.txt"}""";

    private static bool SameChoice(ModelRequest sent, ModelRequest received) => received.ToolChoice == sent.ToolChoice;

    private static bool SameRound(ModelRequest sent, ModelRequest received) =>
        received.ToolRound is { } round && SameUses(round.Calls, sent.ToolRound!.Calls)
        && round.Results.Select(static result => (result.Id, Joined(result.Text, result.MoreText))).SequenceEqual(sent.ToolRound.Results.Select(static result => (result.Id, Joined(result.Text, result.MoreText))));

    /// <summary>Joins two parts with an empty line, because a model reads both forms alike.</summary>
    private static string Joined(string text, string? more) => more is null ? text : $"{text}\n\n{more}";
}
