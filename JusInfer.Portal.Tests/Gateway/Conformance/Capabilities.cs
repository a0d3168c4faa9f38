using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>The rows of the matrix.</summary>
internal static class Capabilities
{
    private const string Chat = "openai-chat";
    private const string Messages = "anthropic-messages";
    private const string Responses = "openai-responses";
    private const string Any = "*";

    private const string ForeignCitation = "Anthropic refuses a conversation with citations that are not its own: the text stands without";

    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const string Pdf = "JVBERi0xLjQKJSVFT0Y=";

    private static readonly ToolUse Reads = new("toolu_01read", "read_file", """{"path":"a.txt"}""");
    private static readonly ToolUse Lists = new("toolu_02list", "list_files", """{"path":"/tmp/\"x\""}""");
    private static readonly ModelAnswer Calling = new() { Text = "I will look. ", Calls = [Reads], FinishReason = "tool_calls" };

    public static IReadOnlyList<Capability> All { get; } =
    [
        new("Text", new ModelRequest(), new ModelAnswer { Text = "It says: \"über\" \\ 😀\nand more." }) { IsInRequest = static (asked, read) => asked.Text == read.Text, IsInAnswer = SameText },
        new("Multi-part content", new ModelRequest { MoreText = "And then?" }, Plain) { IsInRequest = static (asked, read) => Joined(read.Text, read.MoreText) == Joined(asked.Text, asked.MoreText), IsInAnswer = SameText },
        new("System prompt", new ModelRequest { System = "Be brief." }, Plain) { IsInRequest = static (asked, read) => read.System == asked.System },
        new("Developer prompt", new ModelRequest { Developer = "Use tabs." }, Plain)
        {
            IsInRequest = static (asked, read) => read.Developer == asked.Developer || read.System == asked.Developer,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has system prompts alone")],
        },
        new("Image by URL", new ModelRequest { ImageUrl = "https://example.com/a.png" }, Plain) { IsInRequest = static (asked, read) => read.ImageUrl == asked.ImageUrl },
        new("Image as base64", new ModelRequest { ImageData = Png }, Plain) { IsInRequest = static (asked, read) => read.ImageData == asked.ImageData },
        new("PDF as base64", new ModelRequest { Document = Pdf }, Plain) { IsInRequest = static (asked, read) => read.Document == asked.Document },
        new("Tools offered", new ModelRequest { Tools = ["read_file", "list_files"] }, Plain) { IsInRequest = static (asked, read) => read.Tools.SequenceEqual(asked.Tools) },
        new("Tool call", new ModelRequest { Tools = ["read_file"] }, Calling) { IsInAnswer = static (said, heard) => SameText(said, heard) && SameCalls(said, heard) },
        new("Parallel tool calls", new ModelRequest { Tools = ["read_file", "list_files"] }, Calling with { Calls = [Reads, Lists] }) { IsInAnswer = SameCalls },
        new("Tool call without arguments", new ModelRequest { Tools = ["read_file"] }, Calling with { Calls = [Reads with { Arguments = "{}" }] }) { IsInAnswer = SameCalls },
        new("One call at a time", new ModelRequest { Tools = ["read_file"], ParallelToolCalls = false }, Plain) { IsInRequest = static (_, read) => read.ParallelToolCalls is false },
        new("Tool choice: none", new ModelRequest { Tools = ["read_file"], ToolChoice = "none" }, Plain) { IsInRequest = SameChoice },
        new("Tool choice: required", new ModelRequest { Tools = ["read_file"], ToolChoice = "required" }, Plain) { IsInRequest = SameChoice },
        new("Tool choice: by name", new ModelRequest { Tools = ["read_file", "list_files"], ToolChoice = "list_files" }, Plain) { IsInRequest = SameChoice },
        new("Tool results", new ModelRequest { Tools = ["read_file", "list_files"], ToolRound = new ToolRound([Reads, Lists], [new ToolResult(Reads.Id, "one"), new ToolResult(Lists.Id, "two\nlines")]) }, Plain) { IsInRequest = SameRound },
        new("Tool result in parts", new ModelRequest { Tools = ["read_file"], ToolRound = new ToolRound([Reads], [new ToolResult(Reads.Id, "one") { MoreText = "two" }]) }, Plain) { IsInRequest = SameRound },
        new("Tool result with an image", new ModelRequest { Tools = ["read_file"], ToolRound = new ToolRound([Reads], [new ToolResult(Reads.Id, "one") { ImageData = Png }]) }, Plain) { IsInRequest = static (asked, read) => read.ToolRound?.Results[0].ImageData == asked.ToolRound!.Results[0].ImageData },
        new("Failed tool result", new ModelRequest { Tools = ["read_file"], ToolRound = new ToolRound([Reads], [new ToolResult(Reads.Id, "no such file") { IsError = true }]) }, Plain)
        {
            IsInRequest = static (asked, read) => read.ToolRound!.Results[0].IsError || read.ToolRound.Results[0].Text.Contains("error", StringComparison.OrdinalIgnoreCase),
            Gaps = [Gap.NotExpressible(Chat, "the dialect does not mark failures"), Gap.NotExpressible(Responses, "the dialect does not mark failures")],
        },
        new("Custom tool", new ModelRequest { CustomTool = "apply_patch" }, new ModelAnswer { CustomCall = new ToolUse("call_patch", "apply_patch", "*** Begin\n+\"x\""), FinishReason = "tool_calls" })
        {
            IsInRequest = static (asked, read) => read.CustomTool == asked.CustomTool,
            IsInAnswer = static (said, heard) => heard.CustomCall == said.CustomCall,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has no tools of free text")],
        },
        new("JSON object", new ModelRequest { Format = "json_object", System = "Answer in JSON." }, new ModelAnswer { Text = """{"path":"a.txt"}""" })
        {
            IsInRequest = static (_, read) => read.Format == "json_object",
            IsInAnswer = SameText,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has schemas alone"), Gap.Omitted(Any, Messages, "asked for in words: the dialect has schemas alone")],
        },
        new("JSON schema", new ModelRequest { Format = "json_schema" }, new ModelAnswer { Text = """{"path":"a.txt"}""" }) { IsInRequest = static (_, read) => read.Format == "json_schema", IsInAnswer = SameText },
        new("Stop sequences", new ModelRequest { Stop = ["END", "\n\n#"] }, new ModelAnswer { Text = "A file.\n\n# END" })
        {
            IsInAnswer = static (_, heard) => heard.Text == "A file.",
            Gaps = [Gap.NotExpressible(Responses, "the dialect has no stop sequences")],
        },
        new("Temperature", new ModelRequest { Temperature = 0.25 }, Plain) { IsInRequest = static (asked, read) => read.Temperature == asked.Temperature },
        new("top_p", new ModelRequest { TopP = 0.5 }, Plain) { IsInRequest = static (asked, read) => read.TopP == asked.TopP },
        new("Seed", new ModelRequest { Seed = 7 }, Plain)
        {
            IsInRequest = static (asked, read) => read.Seed == asked.Seed,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has no seed"), Gap.NotExpressible(Responses, "the dialect has no seed"), Gap.Omitted(Any, Messages, "the dialect has no seed"), Gap.Omitted(Any, Responses, "the dialect has no seed")],
        },
        new("Bound on output tokens", new ModelRequest { MaxTokens = 500 }, new ModelAnswer { Text = "cut", FinishReason = "length" })
        {
            IsInRequest = static (asked, read) => read.MaxTokens == asked.MaxTokens,
            IsInAnswer = static (_, heard) => heard.FinishReason == "length",
        },
        new("Reasoning effort", new ModelRequest { ReasoningEffort = "medium" }, Plain) { IsInRequest = static (asked, read) => read.ReasoningEffort == asked.ReasoningEffort },
        new("Reasoning shown", new ModelRequest { ReasoningEffort = "medium" }, new ModelAnswer { Reasoning = "Let me see. \"Hm\".", Text = "Done." }) { IsInAnswer = static (said, heard) => heard.Reasoning == said.Reasoning && SameText(said, heard) },
        new("Refusal", new ModelRequest(), new ModelAnswer { Refusal = "I will not do that." }) { IsInAnswer = static (said, heard) => heard.Refusal == said.Refusal || heard.Text == said.Refusal },
        new("Citation", new ModelRequest(), new ModelAnswer { Text = "It is so.", CitedUrl = "https://example.com/page" }) { IsInAnswer = static (said, heard) => heard.CitedUrl == said.CitedUrl && SameText(said, heard), Gaps = [Gap.Omitted(Messages, Chat, ForeignCitation), Gap.Omitted(Messages, Responses, ForeignCitation)] },
        new("Cache marker", new ModelRequest { System = "Be brief.", HasCacheControl = true }, Plain)
        {
            IsInRequest = static (_, read) => read.HasCacheControl,
            Gaps = [Gap.NotExpressible(Responses, "the dialect has no markers"), Gap.Omitted(Any, Responses, "the provider finds prefixes by itself"), Gap.Omitted(Messages, Chat, "the provider finds prefixes by itself")],
        },
        new("Cached tokens told", new ModelRequest(), new ModelAnswer { Text = "ok", InputTokens = 1000, CachedTokens = 800, OutputTokens = 7 }) { IsInAnswer = static (said, heard) => (heard.InputTokens, heard.CachedTokens, heard.OutputTokens) == (said.InputTokens, said.CachedTokens, said.OutputTokens) },
        new("Reasoning tokens told", new ModelRequest(), new ModelAnswer { Text = "ok", OutputTokens = 50, ReasoningTokens = 30 })
        {
            IsInAnswer = static (said, heard) => (heard.OutputTokens, heard.ReasoningTokens) == (said.OutputTokens, said.ReasoningTokens),
            Gaps = [Gap.Omitted(Messages, Any, "the dialect counts them as output"), Gap.Omitted(Any, Messages, "the dialect counts them as output")],
        },
        new("Log probabilities", new ModelRequest { Logprobs = true }, new ModelAnswer { Text = "a", Logprobs = true })
        {
            IsInRequest = static (_, read) => read.Logprobs,
            IsInAnswer = static (_, heard) => heard.Logprobs,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has none"), Gap.Omitted(Any, Messages, "the dialect has none")],
        },
        new("Several answers (n)", new ModelRequest { Choices = 2 }, Plain)
        {
            IsInRequest = static (asked, read) => read.Choices == asked.Choices,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has one answer"), Gap.NotExpressible(Responses, "the dialect has one answer"), Gap.Rejected(Chat, Messages, "the dialect has one answer"), Gap.Rejected(Chat, Responses, "the dialect has one answer")],
        },
        new("End user", new ModelRequest { User = "user-7" }, Plain) { IsInRequest = static (asked, read) => read.User == asked.User },
        new("Metadata", new ModelRequest { Metadata = "r-1" }, Plain)
        {
            IsInRequest = static (asked, read) => read.Metadata == asked.Metadata,
            Gaps = [Gap.NotExpressible(Messages, "the dialect has the end user alone"), Gap.Omitted(Any, Messages, "the dialect has the end user alone"), Gap.Omitted(Responses, Chat, "Chat Completions takes it with stored completions alone")],
        },
        new("Error inside a stream", new ModelRequest(), new ModelAnswer { Text = "Half an ans", Error = "the engine stopped" })
        {
            StreamsOnly = true,
            IsInAnswer = static (said, heard) => SameText(said, heard) && heard.Error?.Contains(said.Error!, StringComparison.Ordinal) is true && !heard.IsComplete,
        },
    ];

    private static ModelAnswer Plain => new() { Text = "A file." };

    private static bool SameText(ModelAnswer said, ModelAnswer heard) => heard.Text == said.Text;

    private static bool SameCalls(ModelAnswer said, ModelAnswer heard) => heard.FinishReason == "tool_calls" && SameUses(heard.Calls, said.Calls);

    private static bool SameUses(ToolUse[] seen, ToolUse[] expected) =>
        seen.Select(Plainly).SequenceEqual(expected.Select(Plainly));

    /// <summary>However its JSON is escaped.</summary>
    private static ToolUse Plainly(ToolUse use) => use with { Arguments = Json.Compact(JsonElement.Parse(use.Arguments)) };

    private static bool SameChoice(ModelRequest asked, ModelRequest read) => read.ToolChoice == asked.ToolChoice;

    private static bool SameRound(ModelRequest asked, ModelRequest read) =>
        read.ToolRound is { } round && SameUses(round.Calls, asked.ToolRound!.Calls)
        && round.Results.Select(static result => (result.Id, Joined(result.Text, result.MoreText))).SequenceEqual(asked.ToolRound.Results.Select(static result => (result.Id, Joined(result.Text, result.MoreText))));

    /// <summary>Two parts, or one with an empty line between them: to a model it is the same.</summary>
    private static string Joined(string text, string? more) => more is null ? text : $"{text}\n\n{more}";
}
